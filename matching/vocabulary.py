"""The subjects people of this programme mean by different words, as they ship. Facilitators edit them."""

TOPICS = [
    (
        "Progression",
        ["promotion", "next band", "next step", "career", "careers", "moving up", "getting on", "senior role",
         "step up", "talent programme"],
    ),
    (
        "Boards and decisions",
        ["board", "trust board", "how decisions are made", "decision making", "who decides", "decided",
         "committee", "agenda", "governance", "executive meeting"],
    ),
    (
        "Speaking up",
        ["speak up", "raising concerns", "raise a concern", "whistleblowing", "being called difficult",
         "finding my voice", "being heard", "challenge upwards", "freedom to speak up"],
    ),
    (
        "Racism and everyday exclusion",
        ["racism", "race", "discrimination", "microaggressions", "exclusion", "left out", "being overlooked",
         "not welcome", "bias", "prejudice", "white privilege"],
    ),
    ("Allyship", ["ally", "allies", "standing up for others", "bystander", "using my position"]),
    (
        "Interviews and applications",
        ["interview", "interviews", "interview panel", "application form", "job application", "shortlisting",
         "recruitment"],
    ),
    ("Money and budgets", ["budget", "budgets", "finance", "how money is spent", "costs", "savings", "funding"]),
    ("Night shifts and wards", ["night shift", "nights", "ward", "wards", "shift work", "rota", "twelve-hour shifts"]),
    ("Staffing", ["staffing levels", "vacancies", "retention", "why people leave", "agency staff", "short staffed"]),
    (
        "Leading people",
        ["leadership", "managing a team", "line management", "leading a team", "being a manager", "first time manager"],
    ),
    (
        "Difficult conversations",
        ["hard conversations", "conflict", "feedback", "disagreeing", "giving bad news", "straight talking"],
    ),
    (
        "Confidence",
        ["self-belief", "impostor", "imposter syndrome", "doubting myself", "holding myself back", "feeling small"],
    ),
    ("Culture and belonging", ["belonging", "inclusion", "fitting in", "being myself", "code switching"]),
    ("Faith", ["religion", "prayer", "ramadan", "church", "mosque", "temple", "spirituality"]),
    (
        "Coming from abroad",
        ["migration", "migrated", "internationally educated", "overseas", "first generation", "immigrant", "visa",
         "moving country"],
    ),
    ("Language and accent", ["accent", "languages", "interpreter", "interpreters", "bilingual", "second language"]),
    ("Family and caring", ["parent", "carer", "caring for", "children", "school run", "elderly parents", "childcare"]),
    ("Disability and health", ["disabled", "long-term condition", "neurodivergent", "dyslexia", "adjustments"]),
    ("Wellbeing", ["burnout", "stress", "rest", "resilience", "looking after myself", "work life balance"]),
    ("Learning and study", ["degree", "course", "apprenticeship", "retrained", "training", "qualification", "exams"]),
    (
        "Patients' experience",
        ["patients", "service users", "patient voice", "lived experience", "complaints", "co-production"],
    ),
    ("Community", ["neighbourhood", "local communities", "community groups", "voluntary sector", "outreach"]),
    ("Digital and data", ["technology", "digital plans", "electronic record", "data", "systems", "new software"]),
    (
        "Improving services",
        ["quality improvement", "change", "redesign", "innovation", "pilot", "making things better", "transformation"],
    ),
    ("Safety and mistakes", ["mistake", "mistakes", "incident", "incidents", "patient safety", "learning from harm"]),
    ("Networks and visibility", ["networking", "being seen", "sponsor", "contacts", "getting known", "staff network"]),
]  # fmt: skip
