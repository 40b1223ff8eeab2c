"""Rounding as the United Nations does it: half up, from the exact ratio."""

from decimal import Decimal
from fractions import Fraction


def half_up(number: Fraction | float | int, decimals: int = 0) -> Decimal:
    """Round to a number of decimals, halves away from zero: 12.5 gives 13, -12.5 gives -13.

    A float is taken at the decimal value it prints as, so 0.145 is exactly that.
    """
    exact = Fraction(str(number)) if isinstance(number, float) else Fraction(number)
    scaled = abs(exact) * 10**decimals
    whole = (2 * scaled.numerator + scaled.denominator) // (2 * scaled.denominator)
    return Decimal(-whole if exact < 0 else whole).scaleb(-decimals)


def decimals_of(number: Fraction | float | int) -> int:
    """Return the number of decimals with which a number was sent: 12.5 has one; at most nine."""
    exact = Fraction(str(number)) if isinstance(number, float) else Fraction(number)
    return next((n for n in range(9) if (exact * 10**n).denominator == 1), 9)


def whole_numbers_behind(percent: float, of: int) -> list[int]:
    """Return every whole number that, out of `of`, gives a share as published.

    31 per cent of 68 can only be 21 persons; 50 per cent of 1,000 may be 495 to 504.
    """
    decimals = decimals_of(percent)
    published = half_up(percent, decimals)
    near = int(percent * of / 100)
    reach = of // (2 * 100 * 10**decimals) + 2
    return [
        number
        for number in range(max(0, near - reach), min(of, near + reach) + 1)
        if of and half_up(Fraction(100 * number, of), decimals) == published
    ]
