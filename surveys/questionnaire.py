"""The questionnaire that ships: eight pages, about ten minutes, only the first question required.

Each programme may edit its copy. `{leader}` and `{network}` stand for the programme's names of its two
sides, `{leaders}` and `{networks}` for several. Question 1 is worded by `group_options`.
"""

from dataclasses import dataclass, field

ONE, SEVERAL, AGREEMENT, TEXT = "one", "several", "agreement", "text"
AGREEMENT_OPTIONS = [
    "Strongly agree",
    "Agree",
    "Neither",
    "Disagree",
    "Strongly disagree",
    "Not applicable",
]
GROUP = "group"
RECOMMEND = "recommend"
NO_NAMES = "Please do not name people, teams or places."


@dataclass(frozen=True)
class Asked:
    """A question of the default questionnaire. asked_of: "leader", "network" or "" for everyone."""

    code: str
    kind: str
    words: str
    options: list[str] = field(default_factory=list)
    help_text: str = ""
    asked_of: str = ""


def agree(code, words, asked_of=""):
    return Asked(code, AGREEMENT, words, AGREEMENT_OPTIONS, asked_of=asked_of)


PAGES = [
    (
        "About you",
        [
            Asked(GROUP, ONE, "In the programme I see myself as", []),
            Asked(
                "partnership_now",
                ONE,
                "My partnership now",
                ["Still meeting", "Reached a planned end", "Ended early", "Never really started"],
            ),
            Asked(
                "why_joined",
                SEVERAL,
                "Why did you join?",
                [
                    "To understand others' experience",
                    "To help others understand mine",
                    "To develop my career or skills",
                    "To change the organisation",
                    "I was asked to",
                    "Another reason",
                ],
            ),
        ],
    ),
    (
        "Your partnership",
        [
            Asked(
                "how_often",
                ONE,
                "How often did you usually meet?",
                [
                    "Weekly",
                    "Every 2 to 3 weeks",
                    "Monthly",
                    "Every 2 to 3 months",
                    "Less often",
                    "Once",
                    "Never",
                ],
            ),
            Asked("how_met", ONE, "Mostly we met", ["Online", "In person", "A mix of both"]),
            agree("beyond_titles", "We got to know each other beyond our job titles."),
            agree("agreed_wants", "We agreed what we each wanted from it."),
            agree("protected_time", "I had protected time for it."),
            agree("open_hard", "I could be open about things that are hard to talk about."),
            agree("listened", "My partner listened and was willing to learn."),
            agree("rank", "Rank made little difference between us."),
            agree("both_gave", "We both gave and we both gained."),
            agree("good_match", "Being matched with this partner worked for me."),
            Asked(
                "helped_or_held",
                TEXT,
                "What helped your partnership, or held it back?",
                help_text=NO_NAMES,
            ),
        ],
    ),
    (
        "What you did together",
        [
            Asked(
                "did",
                SEVERAL,
                "What did you do together?",
                [
                    "Talked about experiences of race, racism and privilege",
                    "Gave or asked for advice",
                    "Challenged each other's assumptions",
                    "Looked at language and practice",
                    "Talked about careers or practised an interview",
                    "Visited or shadowed each other's work",
                    "Met other people through my partner",
                    "Worked on a joint project",
                    "Something else",
                    "None of these",
                ],
            ),
            agree("useful", "What we did was useful to me."),
        ],
    ),
    (
        "What changed for you",
        [
            agree(
                "understand_more",
                "I understand more about how race affects people's working lives.",
                "leader",
            ),
            agree(
                "partner_understands",
                "My partner understands more about how race affects working lives.",
                "network",
            ),
            agree("cost_more", "Taking part cost me more than it gave.", "network"),
            agree("assumptions", "I look at my own assumptions differently."),
            agree("talk_about_race", "I am more confident in talking about race."),
            agree("confident_work", "I am more confident in my work."),
            agree("motivated", "I am more motivated at work."),
            agree("belong", "I feel I belong and am valued here."),
            agree("lead_inclusive", "I lead or work in a more inclusive and compassionate way."),
            Asked(
                "promotion",
                ONE,
                "Since joining, have you applied for a new role or promotion?",
                [
                    "Yes, and got one",
                    "Yes, not successful this time",
                    "I am preparing to",
                    "No",
                    "I prefer not to say",
                ],
                asked_of="network",
            ),
            agree(
                "changed_decision",
                "I have changed a decision or a way of working because of what I heard.",
                "leader",
            ),
            Asked(
                "example",
                TEXT,
                "Something you now do or see differently. If nothing, what was missing?",
                help_text=NO_NAMES,
            ),
        ],
    ),
    (
        "Wider effects",
        [
            Asked(
                "shared_with",
                SEVERAL,
                "Have you shared what you learned?",
                [
                    "With my team",
                    "With other colleagues",
                    "With a meeting or board",
                    "With the staff network",
                    "With nobody yet",
                ],
            ),
            Asked(
                "patient_care",
                ONE,
                "Have you seen any effect on patient care?",
                ["Yes", "Too early to say", "No"],
            ),
            agree("culture", "I expect the programme to help change this organisation's culture."),
        ],
    ),
    (
        "The programme itself",
        [
            Asked(
                "check_ins",
                ONE,
                "How many check-in sessions did you come to?",
                ["All", "Some", "One", "None"],
            ),
            agree("check_ins_helped", "The check-in sessions helped."),
            agree("guide_helped", "The Guide for Learning Partners helped."),
            agree("launch_clear", "The launch sessions made the aims clear."),
            agree("structure", "The amount of structure was right for us."),
            agree("where_to_turn", "I knew where to turn with a problem."),
            Asked(
                "mentoring",
                ONE,
                "Compared with mentoring I have had, this was",
                ["Better for me", "About the same", "I would prefer mentoring", "I have never had mentoring"],
            ),
            Asked(
                "different", TEXT, "What, if anything, is different about this programme?", help_text=NO_NAMES
            ),
        ],
    ),
    (
        "What next",
        [
            Asked(
                RECOMMEND, ONE, "Would you recommend taking part to a colleague?", ["Yes", "No", "Not sure"]
            ),
            Asked(
                "continue",
                ONE,
                "Should the programme continue?",
                ["Yes, as it is", "Yes, with changes", "No", "Not sure"],
            ),
            Asked(
                "changes",
                SEVERAL,
                "Which changes would you make?",
                [
                    "More group sessions",
                    "Meet in person",
                    "Clearer aims and expectations",
                    "Open to other under-represented groups",
                    "More levels of leaders",
                    "Longer",
                    "Shorter",
                    "Something else",
                ],
            ),
            Asked("anything_else", TEXT, "Is there anything else you would like to say?", help_text=NO_NAMES),
        ],
    ),
]


def group_options(programme):
    """The answers to question 1, in the programme's words: one side, the other, both, or not said."""
    return [
        programme.leader_name,
        programme.network_name,
        "Both",
        "I prefer not to say",
    ]
