"""What words say of themselves: one thing however written, a total, no answer, not for the public.

Each kind is tried in the shapes that people type, and beside words that only look alike.
"""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from a4p_helpers.core.wording import calls_itself_total, folded, is_no_answer, says_not_public, tidy

# How a word is typed: case, ends, blanks that do not break, marks that do not show.
SHAPES = [
    *("{}", " {} ", "{}.", "{}:", "({})", "[{}]", "* {} *", "“{}”", "« {} »"),
    *("\u200b{}", "{}\u00a0", "\ufeff{}\u200d"),
]


def shapes(*words: str) -> list[str]:
    return [shape.format(word) for word in words for shape in SHAPES]


def listed(text: str) -> list[str]:
    """Return what stands between strokes."""
    return [word.strip(" \n") for word in text.split("|")]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Level 1 – Médical ", "level 1 - medical"),
        ("booby-traps", "Booby traps"),
        ("booby-traps", "boobytraps"),
        ("C4ISR", "Ｃ４ＩＳＲ"),
        ("a\u00a0b", "a  b"),
        ("en\u200bgi\u200dneer\u00ading", "engineering"),
        ("naïve", "nai\u0308ve"),
        ("Ørland, Łódź", "orland,lodz"),
        ("straße", "STRASSE"),
        ("œuvre", "OEUVRE"),
        ("air, by day", "Air , by day"),
        ("joint (cell)", "Joint(cell)"),
        ("the ministry’s call", "the ministry's call"),
        ("a/b", "a / b"),
        ("meeting", "“Meeting.”"),
    ],
)
def test_spellings_of_one_thing_are_one(one, other):
    assert folded(one) == folded(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Level 1", "Level 1+"),
        ("Level 1", "Level 2"),
        ("unit 1-2", "unit 12"),
        ("2023-01-12", "2023-11-2"),
        ("mines", "mine"),
        ("-", "+"),
        ("合计", "总计"),
    ],
)
def test_two_things_stay_two(one, other):
    assert folded(one) != folded(other)


@given(st.text(max_size=30), st.sampled_from(["\u200b", "\u00ad", "\ufeff", "\u2060", "\u200d"]))
def test_what_does_not_show_changes_nothing(text, mark):
    assert folded(mark.join(text)) == folded(text)
    assert folded(folded(text)) == folded(text)
    assert mark == "\u200d" or tidy(text + mark) == tidy(text)


# In every official language.
TOTALS = [
    *shapes("Total", "total général", "SOUS-TOTAL", "Grand total", "итого", "总计", "المجموع"),
    *listed("""
        Totals | Sub–total | sub total | sous\u2011total | TOTAL 2023 | = Total | T o t a l |
        Total engineering | engineering total | total, all missions | Total UNMISS | TTL |
        Sum of above | Σ | Overall | All missions | all of the above | all trainings |
        Total number of trainings held in the period | Toutes les missions | Ensemble | Totaux |
        Somme | au total | ensemble des missions | Suma | En total | Totales |
        Todas las misiones | Subtotal | ИТОГО: | Всего | Общий итог | Подытог | Все миссии |
        合 计 | 總計 | 小计 | 共计 | 总共 | 所有 | 全部 | الإجمالي | المجموع الكلي | مجموع |
        الكل | إجمالي | جميع البعثات
    """),
]
NO_TOTALS = listed("""
    engineering | totally new | Sumatra | summary | Somalia | all-terrain vehicles |
    Everything else | first aid for all | Toussaint | всеобщий | сумматор | итоговая |
    مجموعة العمل | 全面 | joint assessment of all missions in the region | Alliance |
    ensemble de lutte contre les mines | coordination body of all parties | – |
    Training on the total station, which surveys sites, was held for nine engineers in total
""")

NON_ANSWERS = [
    *shapes("n/a", "N/A", "nil", "TBC", "see annex", "néant", "sans objet", "à compléter"),
    *listed("""
        – | - | — | ... | … | ? | / | ___ | \u200b- | n / a | n\u2044a | N.A. | ｎ／ａ | tbd |
        TBA | T.B.C. | To be confirmed | to be advised | will follow | pending | See Annex A |
        please see attached | refer to annex B | see the annex | see tab 2 | as per annex |
        in annex | attached | see previous report | see our previous report | see separate file |
        see table 3 | see e-mail | same as above | no change | ditto | #REF! | #VALUE! | #N/A |
        null | n/a - see annex | N/A (no engagement) | Nil return | TBC with DPO |
        not applicable to this mission | nothing to report | NTR | no data | NÉANT | S/O | s.o. |
        RAS | rien à signaler | Voir l’annexe 3 | voir pièce jointe | voir ci-dessus | ci-joint |
        en annexe | joint en annexe | à confirmer | à venir | non disponible | non renseigné |
        pas d'information | sans changement | état néant
    """),
]
ANSWERS = listed("""
    None | none were attacked | Nile basin talks | naval patrols | X-ray unit |
    Training held in June with partners | No. | 12 | yes | RAS Sedr patrol |
    see-through fencing was installed | See, judge, act | see annexation halted |
    unknown persons attacked the base | pending approval by the Council | todo bien |
    see the report on women: it was adopted by all | Nothing about us without us |
    unavailable spare parts were flown in | naissance | The annex was built and opened
""")

NOT_PUBLIC = listed("""
    INTERNAL, not for publication | NOT-FOR-PUBLICATION | not_for_publication | TLP:AMBER |
    Please keep this internal | this row is internal | kept internal | strictly internal |
    for UN use only | UN staff only | for official use only | FOUO | eyes only | NFP |
    not to be published | must not be published | cannot be made public | not public |
    don’t publish | do not quote | not for attribution | off the record | non-public |
    embargoed until 1 June | told in confidence | not yet cleared for publication |
    not intended for the public | not for onward transmission | withhold from publication |
    do not include in the public report | classification: internal | I N T E R N A L |
    This is confidential. | treat as confidential | UN-internal | not publishable |
    merci de ne pas diffuser | à ne pas publier | ne doit pas être publié | non publiable |
    ne peut être publié | strictement confidentiel | réservé à l’usage interne |
    pas pour publication | interne à la mission | informations confidentielles |
    sous embargo jusqu'au 1er juin | usage interne uniquement | non destiné au public
""")

# Accounts of peacekeeping, in which the same words label nothing.
PUBLIC = listed("""
    Internally displaced persons were protected; internal displacement fell. |
    The Ministry of Internal Affairs and the Internal Security Forces were trained. |
    The Office of Internal Oversight Services (OIOS) reviewed internal coordination. |
    A confidential hotline for victims was opened; confidential complaints were heard. |
    Confidence-building measures led to an increase in confidence in the police. |
    The arms embargo was renewed and embargoed goods were seized. |
    The host restricted the movement of convoys; restricted areas were mapped. |
    Conflict-sensitive and gender-sensitive policing, sensitive to local customs. |
    Deaths classified as accidents; secret detention sites closed; secret ballots. |
    The government did not release the detainees, and the law was not published. |
    Parties must not share intelligence with armed groups; do not distribute weapons. |
    The talks were not public, and the agreement was not made public by the parties. |
    Resolved through internal dialogue, internal mechanisms and an internal review. |
    Threats, external and internal. | internal, external and regional actors met |
    The mission only received two reports; training for women only. |
    In the public interest, public information reached the press and the media. |
    The troops must not leave the base; no distribution of food took place. |
    Unclassified and non-confidential documents were handed over. |
    Les déplacés internes et les affaires internes: audit interne, sécurité interne. |
    Une ligne confidentielle pour victimes; l'embargo sur les armes est en vigueur. |
    Le gouvernement n'a pas publié la loi; diffusion de messages de paix à la radio. |
    Information interne et externe; le public a été informé.
""")


@pytest.mark.parametrize(
    ("ask", "are", "are_not"),
    [
        (calls_itself_total, TOTALS, NO_TOTALS),
        (is_no_answer, NON_ANSWERS, ANSWERS),
        (says_not_public, NOT_PUBLIC, PUBLIC),
    ],
)
def test_a_text_is_known_for_what_it_says_and_nothing_else_is(ask, are, are_not, subtests):
    for text in [*are, *are_not, "", " "]:
        with subtests.test(text=text):
            assert ask(text) == (text in are)


ENGLISH = [
    *("INTERNAL", "Confidential", "not for publication", "For internal use only", "do not publish"),
    *("UN restricted", "internal only", "not for public release", "do not share"),
]
FRENCH = [
    *("confidentiel", "à usage interne", "ne pas publier", "ne pas diffuser", "interne"),
    *("non destiné à la publication", "diffusion restreinte", "document interne"),
]


def test_a_label_is_known_wherever_it_stands(subtests):
    for label in [*ENGLISH, *FRENCH]:
        for shape in [
            *("{}", "{}.", "({})", "[{}]", "{}: talks were held", "{} – talks were held"),
            *(
                "Talks were held. {}.",
                "Talks were held ({})",
                "« {} »",
                "**{}**",
                "{}\nTalks were held",
            ),
        ]:
            with subtests.test(label=label, shape=shape):
                text = shape.format(label)
                for typed in (
                    text,
                    text.upper(),
                    text.replace(" ", "\u00a0"),
                    text.replace("l", "l\u200b"),
                ):
                    assert says_not_public(typed), typed


@given(st.text(max_size=60))
def test_no_text_ends_in_an_error(text):
    for ask in (folded, calls_itself_total, is_no_answer, says_not_public, tidy):
        ask(text)
