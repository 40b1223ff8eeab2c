"""The structure of the observations for SDMX software: concepts, code lists, dimensions.

pysdmx writes it beside the data, as SDMX-ML 2.1 and as SDMX-JSON 2.0. Code lists of the SDMX
cross-domain set keep their agency and version, and list the codes used here.
"""

import json
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pandas as pd

from a4p_helpers.core.periods import Period

AGENCY, ID, VERSION = "A4P", "A4P_INDICATORS", "1.0"
XML, JSON = "structure.xml", "structure.json"
# Agency and version of what is not our own.
CROSS_DOMAIN = {"CL_FREQ": ("SDMX", "2.1"), "CL_OBS_STATUS": ("SDMX", "2.2")}
NAMES = {
    "CL_INDICATOR": "Indicators",
    "CL_FREQ": "Frequency",
    "CL_MISSION": "Missions",
    "CL_BREAKDOWN": "What divides the parts",
    "CL_PART": "Parts",
    "CL_REPORTING_PERIOD": "Reporting periods",
    "CL_OBS_STATUS": "Observation status",
    "CL_UNIT_MEASURE": "Units of measure",
    "CL_METHOD": "Methods",
}
DIMENSIONS = ("INDICATOR", "FREQ", "MISSION", "BREAKDOWN", "PART", "REPORTING_PERIOD")
CODED = ("OBS_STATUS", "UNIT_MEASURE", "METHOD")
TYPED = {"DECIMALS": "INTEGER", "NUMERATOR": "DOUBLE", "DENOMINATOR": "DOUBLE", "AS_OF": "DATE"}


def write(codes: pd.DataFrame, period: Period, folder: Path) -> None:
    """Write the structure of the observations of a period, in both formats, into a folder.

    `codes` are the rows of codelists.csv: list, code and name; `CONCEPTS` among the lists has the
    concepts. The same codes give the same bytes.
    """
    from pysdmx.io import write_sdmx  # imported late: it imports the clients of registries
    from pysdmx.io.format import Format
    from pysdmx.model import Organisation
    from pysdmx.model.message import Header

    every = _structures(codes)
    day = period.as_of
    header = Header(
        id=f"A4P_{period.name.replace('-', '_')}",
        prepared=datetime(day.year, day.month, day.day, tzinfo=UTC),
        sender=Organisation(id=AGENCY, name="A4P+ workbook"),
    )
    xml = write_sdmx(every, Format.STRUCTURE_SDMX_ML_2_1, header=header, prettyprint=True)
    (folder / XML).write_text(f"{xml}\n", encoding="utf-8", newline="\n")
    told: dict[str, Any] = json.loads(
        str(write_sdmx(every, Format.STRUCTURE_SDMX_JSON_2_0_0, header=header))
    )
    for one in told["data"]["dataStructures"]:
        # pysdmx writes the empty list of groups, which the schema of SDMX-JSON forbids.
        del one["dataStructureComponents"]["groups"]
    text = json.dumps(told, indent=1, ensure_ascii=False)
    (folder / JSON).write_text(f"{text}\n", encoding="utf-8", newline="\n")


def _structures(codes: pd.DataFrame) -> list[Any]:
    """Return code lists, concepts, data structure and dataflow in the classes of pysdmx."""
    from pysdmx.model import (
        Component,
        Components,
        Concept,
        ConceptScheme,
        Dataflow,
        DataStructureDefinition,
        DataType,
        ItemReference,
        Role,
    )

    named = {name: dict(rows[["code", "name"]].values) for name, rows in codes.groupby("list")}
    lists = {name: _codelist(name, named[name]) for name in NAMES}
    concepts = [Concept(id=code, name=name) for code, name in named["CONCEPTS"].items()]
    scheme = ConceptScheme(
        id="CS_A4P", name="Concepts of A4P+", agency=AGENCY, version=VERSION, items=concepts
    )

    def component(code: str, role: Role, dtype: str = "", *, required: bool = False) -> Component:
        coded = None if dtype else lists[f"CL_{code}"]
        return Component(
            id=code,
            required=required,
            role=role,
            concept=ItemReference("Concept", AGENCY, scheme.id, VERSION, code),
            local_dtype=DataType[dtype] if dtype else None,
            local_codes=coded,
            local_enum_ref=coded and coded.urn,
            attachment_level="O" if role == Role.ATTRIBUTE else None,
        )

    components = [
        *(component(code, Role.DIMENSION, required=True) for code in DIMENSIONS),
        component("TIME_PERIOD", Role.DIMENSION, "PERIOD", required=True),
        component("OBS_VALUE", Role.MEASURE, "DOUBLE"),
        *(component(code, Role.ATTRIBUTE, required=True) for code in CODED),
        *(component(code, Role.ATTRIBUTE, dtype) for code, dtype in TYPED.items()),
    ]
    about: Mapping[str, Any] = {"id": ID, "agency": AGENCY, "version": VERSION}
    structure = DataStructureDefinition(
        name="Observations of A4P+", components=Components(components), **about
    )
    flow = Dataflow(name="Indicators of A4P+", structure=structure, **about)
    return [*lists.values(), scheme, structure, flow]


def _codelist(name: str, codes: Mapping[str, str]) -> Any:
    from pysdmx.model import Code, Codelist

    agency, version = CROSS_DOMAIN.get(name, (AGENCY, VERSION))
    return Codelist(
        id=name,
        name=NAMES[name],
        agency=agency,
        version=version,
        is_partial=agency != AGENCY,
        urn=f"urn:sdmx:org.sdmx.infomodel.codelist.Codelist={agency}:{name}({version})",
        items=[Code(id=code, name=said) for code, said in codes.items()],
    )
