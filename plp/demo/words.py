"""Invented names and texts for the demo. Nobody here is a real person."""

from itertools import product


def _each(names):
    return names.split()


NETWORK_FIRST = _each(
    "Amina Blessing Chinedu Delroy Esther Farah Gurpreet Hassan Ikram Jasmine Kofi Lakshmi Marcus Nasreen Obi "
    "Parveen Rajesh Samira Tariq Uzma Verona Winston Yetunde Zainab Adwoa Bilal Carmen"
)
NETWORK_LAST = _each("Yusuf Adeyemi Okafor Bailey Mensah Siddiqui Kaur Rahman Begum Clarke-Osei")
LEADER_FIRST = _each(
    "Peter Ruth Alan Judith Malcolm Fiona Graham Hilary Ian Janet Keith Lorraine Martin Nicola Oliver Penelope "
    "Roger Sheila Trevor Ursula Vincent Wendy Adrian Bridget Colin Denise Edward"
)
LEADER_LAST = _each("Hall Shaw Thornton Beckett Marsh Ellison Pritchard Dale Norwood Garside")

ABOUT_ME = [
    "I started here as a healthcare assistant at nineteen and I still say hello to every porter by name.",
    "At home I am the one who fixes bicycles for the whole street; it is how I know my neighbours.",
    "I write poems in two languages and show them to nobody. Perhaps that will change.",
    "My grandmother raised me, and when a decision is hard I still ask what she would have said.",
    "I coach an under-elevens football team that has not won since March, and they are the best of my week.",
    "I retrained at forty. Sitting exams beside people half my age taught me to ask for help.",
    "I look after my father, so my days begin early and my patience is well practised.",
    "I collect old maps of this county. People forget how much a place can change.",
    "I am quiet in large rooms and rather good company in small ones.",
    "I was the first person from my school to become a nurse, and the last for quite a while.",
    "I swim outdoors all year. It is the only hour in which I think of nothing at all.",
    "I run the allotment behind our health centre with two patients and a very bossy robin.",
    "I came from theatre, the kind with a stage, and I still notice who is standing in the light.",
]
AND_SO = [
    "It has taught me to wait.",
    "Ask me about it and I will talk for too long.",
    "Few people at work know that.",
    "It keeps my feet on the ground.",
    "I bring more of it to work than people think.",
    "My children find it funny.",
    "It is where my best ideas come from.",
    "I would not have said so ten years ago.",
]
HOPES = [
    "I want to understand how money is really decided on.",
    "I want to hear how our meetings feel to somebody who is not sure they are welcome.",
    "I would like to learn how to speak up without being called difficult.",
    "I would like to know which of my habits close doors.",
    "I want to learn how careers are made here when nobody is watching.",
    "I want to understand racism as it happens on our wards, not as it is reported.",
    "I would like to see how a board prepares for a hard day.",
    "I want to talk about race without rehearsing each sentence.",
    "I would like to understand digital plans before they reach us.",
    "I want to learn what makes good people leave us.",
    "I would like to understand what interview panels listen for.",
    "I want to visit a service I sign papers for and have never seen at night.",
    "I want to learn what patients hold back from people like me.",
    "I would like to learn how to disagree in a large meeting and stay friends.",
]
OFFERS = [
    "I can share what night shifts look like from inside.",
    "I can share how papers get onto a board's agenda.",
    "I can share what I have seen patients hold back.",
    "I can share twenty years of getting staffing wrong and sometimes right.",
    "I can share how interpreters change a consultation.",
    "I can share how complaints travel upwards.",
    "I can share what our community teams know by heart.",
    "I can share how I recovered from a public mistake.",
    "I can share what it takes to earn trust in a new language.",
    "I can share how a budget is balanced in a bad year.",
    "I can share how faith and work sit together for me.",
    "I can share what I learnt from sitting on forty interview panels.",
    "I can share what being overlooked for promotion did to me, and what helped.",
    "I can share how racism sounds when nobody means it.",
    "I can share how new software looks from the other end.",
    "I can share how to give feedback that somebody can bear to hear.",
]
GOOD_PARTNERSHIP = [
    "Meet somewhere with a window. Ask me twice; my first answer is the polite one.",
    "Be direct and be kind. I would rather hear it on Tuesday than guess until Friday.",
    "I think out loud, so please do not hold me to my first sentence.",
    "Fixed times help me. If something has to give, tell me early and I will do the same.",
    "I like to walk while I talk, and I do not mind rain.",
    "Tell me when I explain too much. I do it when I am nervous.",
    "I need a little time before I trust, and then you will not be rid of me.",
    "Send me a line beforehand about what is on your mind. I come better prepared.",
    "Laugh with me. I take the work seriously, not myself.",
]
DIRECTORATES = [
    "Adult Mental Health",
    "Children and Young People",
    "Community Physical Health",
    "Estates and Facilities",
    "Forensic Services",
    "Medical Directorate",
    "Nursing and Quality",
    "Corporate: Finance",
    "Corporate: People and Culture",
]
SITES = ["Riverside House", "Wathwood", "Highbury", "Lings Bar", "Community base north", "Home-based"]
LEADER_JOBS = [
    ("Director of Operations", "VSM"),
    ("Associate Director of Nursing", "Associate director"),
    ("Deputy Director of Finance", "Band 9"),
    ("Clinical Director", "Associate director"),
    ("Director of Estates", "Executive director"),
    ("Associate Director of Quality", "Band 8d"),
]
NETWORK_JOBS = [
    ("Staff nurse", "Band 5"),
    ("Ward manager", "Band 7"),
    ("Occupational therapist", "Band 6"),
    ("Clinical psychologist", "Band 8a"),
    ("Payroll officer", "Band 4"),
    ("Healthcare assistant", "Band 3"),
    ("Community nurse", "Band 6"),
    ("Domestic supervisor", "Band 3"),
]
SHARED_AIMS = [
    "Each of us sees the other's place of work before the summer.",
    "Look together at how our interview panels are made up, and suggest one change.",
    "Talk about race in a way that neither of us rehearses.",
    "Understand how one decision travels from the ward to the board and back.",
    "Meet the people each of us turns to.",
]
OWN_AIMS = [
    "Feel ready to apply for the next step.",
    "Ask one question in every large meeting.",
    "Notice whom I interrupt.",
    "Learn how the budget round works.",
    "Spend a night shift with a ward team.",
]
MEETING_WORDS = [
    "We spoke about where each of us grew up, and hardly about work.",
    "You showed me round the ward; I met people whose names I have only seen on rotas.",
    "We went through two interview questions and laughed about my first answer.",
    "A harder one today. Thank you for staying with it.",
    "We looked at the letter we send to families and changed three sentences.",
    "Your question about who sits where stayed with me all week.",
    "Short and good. We agreed to keep the time even in busy weeks.",
    "You came to our team meeting. They still talk about it.",
]
REFLECTIONS = [
    "I noticed that I prepared an answer while I was still being told the story.",
    "It is easier to say these things to somebody who also tells me theirs.",
]
SURVEY_TEXTS = {
    "helped_or_held": [
        "A fixed hour in both diaries. Once it was fixed, it survived the winter.",
        "We told each other early what we hoped for, and it turned out not to be the same thing.",
        "Meeting in person, once in each other's place of work.",
        "Workload. We moved three meetings in a row and lost the thread for a while.",
        "My partner spoke about a mistake of their own in the first hour. After that it was easy.",
    ],
    "example": [
        "I ask who is not in the room before we decide.",
        "I applied for a post I would have left to others.",
        "I have stopped saying that somebody is very articulate.",
        "Nothing yet. We had too little in common to get started.",
    ],
    "different": [
        "Nobody was the expert on the other.",
        "It was about the two of us as people, and the work followed.",
        "I could give something too.",
    ],
    "anything_else": ["Please go on with it.", "More sessions in person, and sooner."],
}


def names(first, last, number, *, skip=0):
    """`number` different full names, in a fixed order that does not look like one."""
    everyone = [f"{a} {b}" for a, b in product(first, last)]
    step = 11 if len(everyone) % 11 else 13
    chosen = [everyone[(skip + i) * step % len(everyone)] for i in range(min(number, len(everyone)))]
    return chosen + [f"{chosen[i % len(chosen)]} {i}" for i in range(len(chosen), number)]


def address(name, domain):
    return name.lower().replace(" ", ".").replace("'", "") + "@" + domain
