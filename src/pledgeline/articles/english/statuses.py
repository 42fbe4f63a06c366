"""English words for how firmly a thing is said."""

from __future__ import annotations

from pledgeline.articles.phrases import Phrases, all_of, listed, meaning_of, set_of
from pledgeline.articles.vocabulary import StatusWords

STATUSES = StatusWords(
    cues=meaning_of(
        {
            "denied": (
                "refuses to; refused to; declined to pay; does not want; do not want; pulled out of; scrapped plans; "
                "scrapped its; dropped plans; shelved; has not been; have not been; had not been; "
                "never been; denied; denies; deny; denying; not true; no plans to; no plan to; no intention of; "
                "dismissed reports; dismissed as; dismissed rumours; dismissed talk; rejected reports; refuted; "
                "untrue; will not; won't; would not; wouldn't; no truth; ruled out; rules out; did not invest; "
                "has not invested; has not paid; did not pay; rejected as; rejects as; dismissed a report; "
                "rejected a report; never invested; never paid; baseless; unfounded; "
                "never agreed; not planning; not going to; has not agreed; never promised; not considering; "
                "isn't planning; isn't considering; not in talks; has not committed; have not committed; "
                "never received; never signed; has not signed; was not signed; inaccurate; no agreement; "
                "walked away from; never said; never planned; disputed reports; denial; does not plan; do not plan; "
                "does not intend; no such; never considered; was never; were never; wrong to say; not been signed; "
                "false reports; false claims; is false; are false; disputes; disputed; never put; has never"
            ),
            "in_talks": (
                "in talks; talks; negotiating; negotiates; negotiate; negotiated; in negotiations; negotiations; "
                "considering; considers; mulling; mulls; weighing; weighs; exploring; explores; seeking; seeks; "
                "in discussions; discussions; discussing; discussed; looking to raise; looking to borrow; "
                "looking at; looks to raise; evaluating; studying; sounding out; asked banks for; approached banks; "
                "courting; pitching; contemplating; looking for; under consideration; consider; examining; "
                "reviewing whether; trying to raise; does not rule out; not ruled out; not ruling out; not rule out; "
                "has not ruled out; did not rule out; open to; haggling; bargaining; thinking of; toying with; seek; "
                "sought; eyeing; eyes; in the market for"
            ),
            "rumoured": (
                "reportedly; said to be; said to have; is said to; are said to; rumoured; rumored; "
                "according to people; according to sources; people familiar; sources say; sources said; "
                "sources told; source told; source said; person familiar; people close; allegedly; speculation; "
                "speculated; rumours; rumors; rumour; rumor; media reports; unconfirmed; press reports; "
                "people briefed; person briefed; sources briefed; briefed on the; people with knowledge; "
                "person with knowledge; anonymous; believed to; thought to; understood to; "
                "purportedly; whispers; market chatter; according to reports; local media; apparently; insiders; "
                "according to a person; according to two people; according to three people; sources close; "
                "according to bankers; bankers say; bankers quoted; quoted by; according to local; "
                "according to a source; according to unnamed; unnamed; newspaper reports; according to a newspaper; "
                "word is; it is whispered; has it that; have it that; hearsay; supposedly"
            ),
            "pledged": (
                "is investing; are investing; investing; is building; is adding; is hiring; adding; is spending; "
                "invests; committed to its target; committed to the target; committed to a target; "
                "committed to their target; "
                "pledged; pledges; pledge; pledging; promised; promises; promise; promising; commit; "
                "committed; commits; committing; commitment; commitments; vowed; vows; vow; vowing; plans; plan to; "
                "planned to; planning to; intends; intend to; intended to; aims; aim to; aiming to; set to; is to; "
                "are to; agrees to; undertook; undertakes; undertake; guaranteed; guarantees; planned; earmarked; "
                "earmarks; set aside; sets aside; allocated; going to; is cutting; are cutting; is laying off; "
                "are laying off; is shedding; is axing; is eliminating; "
                "is opening; is creating; are creating; is recruiting; doubling down; doubles down; must pay; "
                "must repay; must "
                "invest; must build; must hire; must create; must provide; must deliver; must be paid; must be repaid; "
                "has to pay; have to pay; has to repay; obliged to; jobs to go; posts to go; roles to go; "
                "positions to go; "
                "on track to hire; wants to; to invest; to cut; to axe; to shed; to lay off; to eliminate; to slash; "
                "to hire; to create; is due to; are due to; unveiled plans; laid out plans; sworn to; swore to; "
                "swears; proposed; proposes; offered; offers; due to open; to open; to employ; ready to invest; "
                "prepared to invest; preparing to; prepares to; hopes to open; hopes to hire; about to; keen to; "
                "determined to; will be ready; wishes to; want to; has its sights; intention to; to be invested; "
                "to be spent; to be built; to be created; to be hired"
            ),
            "signed": (
                "signed; signs; sign; signing; agreed; agree; agrees; contracted; closed the deal; closed a deal; "
                "closed on; deal closed; contract closed; struck a deal; strikes deal; struck an agreement; sealed; "
                "seals; inked; inks; concluded; finalised; finalized; won; wins; awarded; secured; secures; landed; "
                "entered into; clinched; binding; struck; clinches; reached an agreement; reached a deal; "
                "definitive agreement; underwritten; underwrote; signed off; ordered; orders; placed an order; "
                "leased; order for; inking; under an agreement; under a contract; penned; agreed to; win; awards"
            ),
            "disbursed": (
                "raises; has spend; have spend; has invest; have invest; paid; invested; spent; put; disbursed; wired; "
                "transferred; injected; poured; bought; "
                "acquired; purchased; received; raised; borrowed; drew; drawn; drew down; pumped; sank; ploughed; "
                "plowed; repaid; funded; donated; lent; handed over; took over; completed the purchase; "
                "completed its purchase; contributed; financed; sold; snapped up; distributed; settled; deployed; "
                "gave; given; reimbursed; took a stake; swallowed; took out; collected; sunk; buys; pocketed; "
                "remitted; shelled out; forked out; redeemed; refunded; bought back"
            ),
            "forecast": (
                "is due to cost; is due to reach; due to cost; expects; expected; expect; expecting; forecast; "
                "forecasts; forecasting; estimates; estimate; estimated; estimating; projected; projects; "
                "projection; projections; predicts; predicted; predict; anticipates; anticipated; anticipate; "
                "outlook; guidance; targets; targeting; target; target of; targeted; seen at; on course; on track; "
                "likely; sees; set to reach; goal; goals; should; poised to; slated to; scheduled; to reach; "
                "fears; fear; feared; guided to; guides to; guiding to; aims for; aim for; aiming for; aimed for; "
                "hopes for; hope for; bets on; betting on; counts on; counting on; reckons; reckon; pencilled in; "
                "not before; no earlier than; not earlier than; set to grow; set to cost; set to exceed; "
                "set to rise; set to fall; plans for sales; budgeted; foresees; due to reach"
            ),
            "stated": (
                "jury awarded; court awarded; judge awarded; tribunal awarded; has yet to; have yet to; "
                "had yet to; not yet been; started; launched; closed at; raised its; "
                "raised the; raised their; raised his; raises its; "
                "raises the; rose; fell; slid; reported; posted; traded; trades; totalled; totaled; amounted; "
                "stood at; stands at; climbed; dropped; jumped; earned; employs; employed; generated; holds; held; "
                "owns; owned; recorded; booked; lost; grew; slipped; surged; runs; ran; used; use; uses; "
                "accounts for; accounted for; represents; yields; yielded; ended; began; founded; produced; "
                "produces; exceeded; topped; reached; sits; gained; tumbled; risen; fallen; grown; hired; created; "
                "built; delivered; laid off; cut; eliminated; shed; axed; slashed; opened; granted; approved; "
                "returned; installed; running; in operation; in service; manages; managed; operates; operated; "
                "serves; served; consumes; consumed; makes up; measures; dates; opens; charged; fined; sells for; "
                "costs; recruited; added; counts; houses; employing; worked; lies; ceased; suffered; valued"
            ),
            "announce": (
                "announced; announces; announcing; announcement; unveiled; unveils; said it; said he; said they; "
                "says it; said that; told; confirmed; confirms; said she; said; says; say; declared; declares; "
                "revealed; disclosed; insists; insisted; assured; will not say; would not say; will not comment; "
                "would not comment; will not disclose"
            ),
            "copula": "was; were; is; are; has; had; have; remains; stays",
            "aside": "than expected; than planned; than forecast; than promised; as planned; as expected; was planned",
            "future": "will; 'll; shall",
            "would": "would; 'd",
            "could": "could; might; may",
            "noun_signed": "deal; contract; agreement; accord; contracts; order; pact; lease; partnership",
            "noun_pledged": "plan; programme; program; investment plan; initiative; investment drive",
        },
        accents=True,
    ),
    conditional=("\0",),
    not_conditional=frozenset(),
    future=("\0",),
    not_future=frozenset(),
    outlook=set_of(
        "needed required valued based exceeded expected dwarfed matched measured cost reach be need require exceed "
        "total rise grow fall climb drop amount represent account generate become hit double triple remain take have "
        "likely eventually probably earn consume use draw top save yield lose last stay swell shrink weigh swallow "
        "absorb average burn"
    ),
    deeds=set_of(
        "invest invests investment investments build building construct construction plant factory plan hire hiring "
        "create creating creation jobs spend spending open opening fund campus centre center centers centres "
        "expansion expand programme program initiative recruit recruitment project projects package facility buyback "
        "loan cuts layoffs"
    ),
    passives=frozenset({"be", "get", "will"}),
    negations=frozenset({"not", "never"}),
    so_far=frozenset({"yet"}),
    provides=frozenset({"foresees"}),
    participles=set_of(
        "drawn connected signed launched received sold bought invested spent built created hired paid injected "
        "deployed added opened allocated put made funded cut lost eliminated disbursed provided recruited installed "
        "delivered transferred financed raised borrowed investing building hiring spending opening creating putting "
        "granted awarded given released ready operational completed finished running shared distributed refunded "
        "kept maintained preserved saved retained safeguarded handed devoted axed shed laid closed adding recruiting "
        "paying"
    ),
    participle_ends=("ed",),
    infinitives=set_of("to will would could might may shall can should must not 'll"),
    auxiliaries=set_of("been were was are be being is got get"),
    figures=set_of(
        "$ € £ ¥ ~ one two three four five six seven eight nine ten twenty thirty forty fifty sixty seventy eighty "
        "ninety hundred half us"
    ),
    worth=frozenset({"worth", "valued"}),
    denials=all_of(
        "none of the; none of its; none of their; none of the promised; not one of the; not; rather than; isn't; "
        "wasn't; instead of; nor; not just; is not; was not; and not"
    ),
    relatives=frozenset({"which", "who"}),
    contrast=Phrases(
        dict.fromkeys(
            (
                ";",
                *listed(
                    "but; while; whereas; although; though; however; yet; compared with; and only; "
                    "and a mere; of which only"
                ),
            ),
            True,
        )
        | dict.fromkeys(("—", "–", "after", "having", "despite"), False)
    ),
)
