"""The Guide for Learning Partners as it ships: fifteen sections, in our own words.

`services.give_guide` copies it into a programme, which may then change its copy. Plain text: an empty line
begins a new paragraph, "- " a list, "## " a heading, "> " a conversation card.
"""

SECTIONS = [
    (
        "What this is, and what it is not",
        """
Two people who work for the same organisation, and who would probably never have had a proper
conversation, spend a year learning from each other. One of you has a senior job. One of you knows what
it is like to work here while belonging to a group that is too rarely in the room. You both know things
the other cannot read in a report.

You are learning partners. Neither of you teaches, coaches, sponsors or assesses the other, and neither
of you is here to be fixed.

It is not a ladder, although some people do find their next step. It is not a course: nothing has to be
handed in, and nobody marks you. It is not a complaint procedure, although hard things will be said.

There is very little you must do. Meet, tell the truth with kindness, be curious, and give it time.
Everything in this guide is an offer: take what helps and leave the rest.
""",
    ),
    (
        "Learning both ways, and noticing rank",
        """
A partnership works when both of you leave most meetings with something you did not have before. If one
of you does all the asking, or all the telling, say so and swap.

Rank comes into the room by itself. It shows in whose diary wins, who travels to whom, who chooses the
time, who is interrupted, who apologises first. Nobody means it, and it still counts.

## Small things that even it out

- Take turns to choose when and where, and to open the conversation.
- Use first names. Leave job titles for other meetings.
- Meet on the other person's ground as often as on yours.
- If you have to cancel, be the one who offers two new times.
- When you are asked for advice, ask a question first. When you are asked a question, answer it about
  yourself.

Every few months, ask each other: “Does this feel equal to you? What would make it more so?”
""",
    ),
    (
        "Before you meet",
        """
Read what your partner wrote about themselves, twice: once for what they say, and once for what they
hope. Then put it away. You are going to meet a person and not a page.

Whoever gets to it first writes first. It need not be clever. “Hello, I am looking forward to this.
Would Tuesday at four or Thursday at nine suit you?” is enough. Try to have the first meeting in your
diaries within three weeks, because it gets harder the longer you leave it.

## Think about, for five minutes

- What made me say yes to this?
- What am I a little worried about?
- What would I like my partner to know about me that my job does not tell them?
- What would help me to be at ease: a walk, a café, cameras off for a while, the questions beforehand?

If there is anything that would make meetings easier for you, such as a quiet room or a particular time
of day, say so at the start. You do not have to explain why.
""",
    ),
    (
        "The first three meetings",
        """
The first meetings decide a great deal. Go slowly: getting to know each other is the work, and aims grow
out of it. Each card is for one meeting. Pick the questions you like, and let the conversation leave the
card.

> Meeting one: who are you? Where did you grow up, and what was it like? Who taught you something you
  still use? What is a good day for you, at work and outside it? How do you like people to say your
  name? Before you part: when and where next?

> Meeting two: how did you get here? Tell each other the story of your working life, with the turns and
  the doors that stayed shut. When did you feel that you belonged, and when not? What do people assume
  about you? What did you think about after last time?

> Meeting three: what do we want from this? What would make us glad, a year from now, that we did it?
  What are we not going to do? How will we tell each other when something jars? What is one thing we
  could visit or try together before the summer, or before the winter?

Share the answering: whoever asks a question answers it as well.
""",
    ),
    (
        "Safety, vulnerability, and when it hurts",
        """
People learn when they feel safe enough to be clumsy. Safety is not comfort: some of the best
conversations are uncomfortable, and both people know that they will still be partners afterwards.

Being open invites being open. A senior person who says “I do not know” or “I got that wrong” makes more
room than any promise. And nobody owes a story: “I would rather not go there today” is a whole sentence,
and needs no reason.

## When something hurts

- Say it soon, and simply: “When you said that, I felt …”.
- If you are told so, listen. Do not explain what you meant; say thank you, and ask what would help.
- Take a break if you need one, and agree when you will come back to it.
- Sort out small hurts while they are small.

What is said between you stays between you. There is one limit, and you should both know it: if somebody
is at risk of harm, it has to be passed on, and you tell each other that you are doing so.
""",
    ),
    (
        "Talking about race and privilege",
        """
It will come up, and it should. You may feel that you do not have the words. Most people feel that, and
the partnership is a place to find them.

Ask which words your partner uses for themselves and which they would rather not hear, and use those.
Say when you are unsure. Nobody speaks for a whole community, and nobody should be asked to.

Being told about racism is being trusted with something. Believe it first. Try not to look for another
explanation, to compare it with something that happened to you, or to hurry towards a solution. “That
should not have happened. What was it like for you?” is a good beginning.

Privilege is not an accusation. It is whatever you have never had to think about. Looking for it
together, in the small things of an ordinary week, teaches more than arguing about the word.

It is not one person's task to teach and the other's to absorb. Read, listen and watch between meetings,
and bring what you found. If it is heavy for one of you, leave it for another day.
""",
    ),
    (
        "Ideas for things to do together",
        """
Talking is enough. But doing something side by side often gets you further than another hour across a
table, and seeing each other's world explains things that words do not.

## See each other's work

- Spend a morning on the other's ward, team, shift or service.
- Sit in on a board or a divisional meeting, with time afterwards to say what you noticed.
- Meet the people the other works with, and let them ask you questions.

## Try something

- Practise an interview, with honest comments afterwards, both ways round.
- Read the same article or watch the same film, then talk.
- Look at a policy, a job advert or a set of figures with four eyes.
- Prepare a talk or a piece of teaching together.

## Just be people

- Walk instead of sitting.
- Share a meal that means something to one of you.
- Go to an event of the staff network, or of the other's professional world.

Agree beforehand what each hopes to see, and who has to be asked. Patients' privacy comes before any
visit.
""",
    ),
    (
        "Setting aims",
        """
Partnerships that name what they want get more from the year than those that hope it will turn up. An
aim need not be grand. It should be yours, and you should be able to tell whether you are nearer to it.

Try for one that you share, and one each of your own:

- Shared: “Understand why so few people from our wards apply for band 7, and tell somebody who can
  change it.”
- Mine: “Speak up in rooms where I am the only one.”
- Mine: “Hear what staff do not say to me, and change one habit because of it.”

Talk openly about career help, because this is where hopes most often differ. One of you may expect a
door to be opened; the other may think it would be improper. Say what you hope for, what you can offer
and what you cannot. Disappointment that is spoken about in the second month does little harm.

Write your aims on your partnership page. Look at them every few meetings, keep what is alive and let go
of what is not. An aim that you drop together is not a failure.
""",
    ),
    (
        "Keeping time for it",
        """
What ends most partnerships is not a quarrel. It is two full diaries. The meeting moves once, then
again, and after three months it feels awkward to write.

## What helps

- Book the next meeting before you leave this one, or a whole run of them for the year.
- Choose a rhythm that both can keep: an hour every three or four weeks suits many pairs.
- Treat it as you would an outside appointment. If it has to move, move it; do not drop it.
- Half an hour by telephone is much better than nothing.
- If your shifts or your manager make it hard, tell the facilitators. Time for this has been agreed, and
  they can help.

You can note your meetings here in a few seconds. It is for yourselves, and so that somebody
notices if a partnership falls silent. Nobody counts who meets most. If you meet and would rather not
log it, that is fine: say so once, and we will stop reminding you for a while.

Has it been too long? Write today. Nearly always, the other person has been meaning to as well.
""",
    ),
    (
        "Group sessions",
        """
At the start there are two launch sessions, and then a check-in session about every three months. They
are for everybody in your cohort, they take place online, and you choose whether to come. You and your
partner need not come to the same one.

People tell us that they come away relieved: others have the same doubts, and better ideas. You might
hear how another pair found a time that worked, what they visited, or how they talked about something
difficult.

## What is noted, and by whom

- Facilitators note who came, and what the group would like from them.
- If the programme is being evaluated, an evaluator may listen and take notes about the programme. You
  are told at the start, each time.
- Neither writes down who said what about their own partner.

Keep your partner's stories out of the group unless they have agreed. Talk about what you learned, and
leave out what they told you. What others share in a session stays in the session.
""",
    ),
    (
        "When it is not working",
        """
Some partnerships take off at once, some need three meetings, and a few never do. It is seldom anybody's
fault. You may have hoped for different things, have little in common, or simply not find the time.

## Try this first

- Say it, gently: “I am not sure this is going as either of us hoped. What do you think?”
- Go back to the beginning: why did each of us say yes?
- Change one thing: the place, the time, what you do, who begins.
- Make it smaller: one meeting, one question, then decide.

If that does not help, or if you would rather not say it yourself, talk to a facilitator. They will not
tell your partner that you did.

You may end a partnership at any time. You do not have to give a reason, nobody is blamed, and nothing
is held against you. Whoever would like a new partner comes first in the next round. You may also pause
for some weeks when life gets in the way.

If what happened was not a mismatch but bullying, harassment or discrimination, you do not need to mend
it. Turn to one of the people in the next section.
""",
    ),
    (
        "Support, for both of you",
        """
This work stirs things up: memories, anger, guilt, tiredness. Please do not carry that alone. The names
and numbers for your organisation are at the foot of every page.

- Your facilitators: for anything about the partnership, large or small.
- Wellbeing support and occupational health: when it weighs on you, whether or not it has to do with
  work. What you say there is confidential.
- The Freedom to Speak Up Guardian: when something is wrong and you are unsure how to raise it, or
  whether it is safe to.
- The staff network: people who have been there, and who will listen without much explanation.
- Your union or professional body, your GP, or somebody you trust.

None of these is an emergency service, and neither are these pages: nobody watches them day and night.
If you or somebody else is in danger, call 999. If you are in crisis, call NHS 111 and choose the mental
health option.

Looking after your partner does not mean being their therapist. “Who else could you talk to about this?”
is a kind question.
""",
    ),
    (
        "Your data: who sees what",
        """
The short version: what you write belongs to you, you decide what your partner reads, and the
programme's team sees only what it needs to run things.

- Your partner reads what you wrote about yourself for the matching, how to reach you, your shared log,
  and your aims.
- Your partner does not see which side you are on in our lists, your band, your directorate or your line
  manager.
- Only you read your reflections and your private take-aways. They are stored encrypted.
- Facilitators see that you are partners, when you last logged a meeting, how many there have been, and
  whether you have noted any aims. They never see what you talked about.
- Evaluators see numbers for the whole cohort, and answers to the survey without names, after it has
  closed.
- An assistant who arranges meetings for one of you sees names, how to reach you, and dates. You are
  told that there is one.

Every form says above it who will read what you write. The whole list is on the page “Who can see what”,
at the foot of each page. You can ask for a copy of your data, or for it to be deleted.
""",
    ),
    (
        "Ending well, and what comes next",
        """
A partnership lasts for at least twelve months and at most fifteen. It is meant to have an end: knowing
when it comes makes the last months count.

## The last meetings

- Read your aims once more. What moved? What surprised you?
- Tell each other one thing you learned from them, and one thing you will do differently from now on.
- Say what you will keep private for good.
- Decide how you part: as friends who keep meeting, as colleagues who say hello, or with thanks and a
  full stop. All three are good endings.

Then pass it on. Take what you learned into the rooms you sit in: an appointment panel, a rota, a
policy, a joke you no longer let go by. Tell a colleague about the programme, or speak at the next
launch. Some people take part again, with somebody new.

If it ends sooner, it ends without blame, and what you wrote stays yours.

We shall ask you about your experience in a survey, whether your year was wonderful or hard. The hard
ones teach us most.
""",
    ),
    (
        "Pages to use",
        """
You need no paper for this, but some people think better with a pen. Copy these, or use the pages here.

## An agreement between us

- We meet as equals. We would like to meet every …, for …, at …
- If one of us cannot come, we …
- What we say stays between us, except …
- About career help, we expect … and do not expect …
- If something jars, we tell each other by …

## After a meeting

- What did we talk about, in one line?
- What do I take away?
- What will I do before next time? When is that?

## A reflection, for me alone

- What stayed with me, and why that?
- What did I notice about myself?
- What do I not understand yet?

## Our aims

- Ours, mine, yours. How would we notice that we are nearer?

Your partnership page keeps your aims and your meetings, and your reflections have a page of their own.
Log a meeting while you are still walking back from it: it takes a few seconds.
""",
    ),
]
