"""The closed lists of words that tables use, in the order in which exhibits show them."""

# States of tables, values and deliverables; exhibits also print NOT_REPORTED for a blank.
REPORTED, NOT_REPORTED = "reported", "not reported"
NOT_ASKED = "not asked in this period"  # a table introduced later, and all that depends on it
# Answers instead of rows: zero, not asked of this reporter, no data.
NOTHING, NOT_APPLICABLE, NOT_AVAILABLE = "nothing to report", "not applicable", "not available"
ANSWERS = (NOTHING, NOT_APPLICABLE, NOT_AVAILABLE)
WITH_FAULTS = "with faults"  # what came was not taken
# Printed instead of a number that is too small to show.
SUPPRESSED_CELL = "(c) suppressed"


# Priority 1
STRATEGY_STATUS = (
    "implementing a political strategy",
    "developing a political strategy",
    "contributing to a conducive environment",
)


# Priority 2
NOT_APPROVED = "not approved"
APPROVAL_KINDS = ("approved by the SRSG", "compact with the Secretary-General", NOT_APPROVED)
REVIEW_FREQUENCIES = ("weekly", "monthly", "quarterly", "twice a year", "yearly", "never")
REFLECTED = ("largely", "fully")
GENDER_REFLECTION = ("not", "partly", *REFLECTED)


# Priority 3
PCRS_UNITS = "new units deployed through PCRS"
CERTIFIED = "TCCs that certified operational readiness"
RECOGNIZED = "PCCs with training recognition"
READINESS_MEASURES = (PCRS_UNITS, CERTIFIED, RECOGNIZED)
PROGRAMMES = ("Triangular Partnership Programme", "Peacekeeping-Intelligence Academy")
BASES = ("reported", "inferred")
CATEGORIES = (
    "troops",
    "troops and staff officers",
    "staff officers",
    "experts on mission",
    "formed police units",
    "individual police",
)
NOT_STATED = "not stated"
DEPLOYED = "deployed"
PLEDGE_STATUSES = ("announced", "registered", DEPLOYED, "withdrawn")
# The requirements of deliverables 3.4.1, 3.4.2 (three) and 3.5.2 of the Plan.
TECHNOLOGY_PLAN = "technology plan"
DIGITAL_SKILLS = "skills training plan"
RESPONSIBLE_USE = "responsible use of data"
DATA_RULES = "rules for data"
NETWORK = "part of the network"
DIGITAL_MEASURES = (TECHNOLOGY_PLAN, DIGITAL_SKILLS, RESPONSIBLE_USE, DATA_RULES, NETWORK)
DATA_AUDIENCES = ("specialists", "analysts", "senior leaders")  # of deliverable 3.5.1
# How pictures show a state: the fill of its box, and the sign in it.
PLEDGE_SIGNS = {
    DEPLOYED: ("full", ""),
    "registered": ("tint", ""),
    "announced": ("open", ""),
    "withdrawn": ("grey", "cross"),
}
HOLDER_SIGNS = {"woman": ("full", ""), "man": ("open", "")}


# Priority 4
MALICIOUS = "malicious act"
CAUSES = (
    MALICIOUS,
    "accident",
    "illness",
    "self-inflicted",
    "to be determined",
    "unknown",
)
PERSONNEL = (
    "military",
    "military observer",
    "police",
    "international civilian",
    "local civilian",
    "other",
)
UNIFORMED = PERSONNEL[:3]
LEVELS = ("Level 1+", "Level 2", "Level 2+", "Level 3", "none")
EQUIPMENT, CONSUMABLES = "malfunctioning equipment", "insufficient consumables"
# A hospital whose report is due, whose care was interrupted, or that owes no report.
HOSPITAL_SIGNS = {
    "report due": ("full", ""),
    "care interrupted": ("ink", "bang"),
    "no report due": ("open", ""),
}
CARE_CAUSES = (EQUIPMENT, CONSUMABLES, "personnel shortage")
STAGES = (
    "cases",
    "cases investigated",
    "perpetrators identified",
    "perpetrators detained",
    "perpetrators before courts",
    "perpetrators convicted",
)


# Priority 5
UNIT_KINDS = ("formed police unit", "military unit")
# The Police Division's scale has seven steps. The fourth report names its two ends and "needs
# improvement" only; the other words are ours until the Division gives its own. Of the military
# scale it names the two upper steps.
POLICE_RATINGS = (
    "unsatisfactory",
    "needs significant improvement",
    "needs improvement",
    "satisfactory",
    "good",
    "very good",
    "outstanding",
)
MILITARY_RATINGS = (
    "standard not met",
    "standard partially met",
    "standard met",
    "standard exceeded",
)
CIVILIAN_RATINGS = (
    "does not meet expectations",
    "partially meets expectations",
    "successfully meets expectations",
    "exceeds expectations",
)
REPATRIATED = "uniformed personnel repatriated"
SANCTIONED = "allegations with sanctions reported"
SEPARATED = "civilian personnel separated"
SEA_ACTIONS = (REPATRIATED, SANCTIONED, SEPARATED)
OVERALL_SCORE = "overall score"  # the indicator of the scorecard that sums up the others
MISCONDUCT = ("serious misconduct excluding SEA", "sexual exploitation and abuse")


# Priority 6
HEADQUARTERS = "HQ"
MEASURES = ("mentions", "users", "engagements")
ON_SAFETY = "moderate to severe impact on safety and security"
ON_MANDATE = "moderate impact on mandate implementation"
QUESTIONS = (ON_SAFETY, ON_MANDATE)
PREEMPTIVE = ("yes", "no", NOT_APPLICABLE)


# Priority 7
AGREEMENTS = ("SOFA", "SOMA", "none")
IMPACTS = ("no or low", "medium", "high")
# How exhibits show incidents and a contribution: a sign, and the words for it.
INCIDENT_SIGNS = {
    "yes": ("dot", "incidents reported"),
    "no": ("ring", "none reported"),
    "no incidents": ("dash", "no incidents"),
    "not applicable": ("dash", "no agreement"),
    "no agreement": ("dash", "no agreement"),
}
# What a mechanism contributes, from 0 to 3.
CONTRIBUTIONS = ("no to little", "a little", "medium", "significant")
CONTRIBUTION_SIGNS = {
    0: ("○○○", "no to little contribution"),
    1: ("●○○", "a little contribution"),
    2: ("●●○", "medium contribution"),
    3: ("●●●", "significant contribution"),
}


# Plan
# The status of a deliverable, as its leads report it.
STATUSES = ("not started", "on track", "delayed", "at risk", "achieved", "discontinued")
LEADS_DISAGREE = "leads disagree"
# Which missions a form asks about a deliverable.
EVERY, POLITICAL, AGREED, LARGE = "every", "political mandate", "agreement", "contingents"
MISSIONS_ASKED = (EVERY, POLITICAL, AGREED, LARGE)
# How pictures show a status, so that it is clear without colour.
STATUS_SIGNS = {
    "achieved": ("full", "tick"),
    "on track": ("tint", "up"),
    "delayed": ("open", "diamond"),
    "at risk": ("bold", "bang"),
    "not started": ("open", "ring"),
    "discontinued": ("grey", "cross"),
    LEADS_DISAGREE: ("open", "unlike"),
    NOT_REPORTED: ("silent", ""),
}


# Quality of the data: the result of a mission's answers, the best first; sign and words.
ANSWER_SIGNS = {
    "data for every table": ("●", "data for every table"),
    "answered, in part without data": ("▲", "every table answered, some without data"),
    "not all answered": ("○", "not every table answered"),
    "with faults": ("!", "some answers with faults, not taken"),
    "not asked": ("–", "no table asked"),
}
