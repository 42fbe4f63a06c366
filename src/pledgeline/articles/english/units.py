"""English units: currencies, power, shares, jobs, and the words that tell them apart."""

from __future__ import annotations

from decimal import Decimal

from pledgeline.articles.phrases import Phrases, all_of, listed, meaning_of, set_of
from pledgeline.articles.vocabulary import UnitWords

_ADJECTIVES = set_of(
    "new additional extra more direct indirect permanent temporary full time part skilled well high good paid paying "
    "local domestic american german british french italian spanish japanese korean chinese indian manufacturing "
    "construction factory engineering tech technology research net further future highly industrial seasonal office "
    "white blue collar union unionized full-time part-time long term ordinary common preferred preference class "
    "outstanding existing treasury newly issued voting registered bearer other such of its the their different and "
    "or related supply chain quality green clean energy contract"
)
_FUNCTION = set_of(
    "a an the this that these those to in on at by for from with into onto over under after before since until till "
    "through during per as than but if while when where which who whom whose is are was were be been being has have "
    "had will would can could may might must shall should do does did not no it its he she they we you i his her "
    "their our your said says say and or nor so yet because of about around between among up down out off instead "
    "rather respectively each now then annually altogether"
)

UNITS = UnitWords(
    percent=meaning_of(
        {
            (Decimal(1), ()): "%; percent; per cent; pct; per - cent; pc",
            (Decimal(1), ("points",)): "percentage points; percentage point; - percentage - point; percentage - point;"
            " percent points; pp",
            (Decimal("0.01"), ("basis_points",)): "basis points; basis point; basis - point; bp; bps; bips",
        }
    ),
    points=all_of("points; point"),
    rates=all_of(
        "%; percent; per cent; rate; rates; margin; margins; share of; market share; inflation; growth; unemployment; "
        "jobless; yield; yields; interest; spread; premium; sofr; euribor; libor; sales; revenue; turnout; deficit; "
        "support; coupon"
    ),
    indices=all_of("index; ftse; dow; nasdaq; s & p; dax; cac; nikkei; stoxx; hang seng; topix; kospi; game; league"),
    gains=all_of("lost; lose; loses; losing; gained; gain; gains; gaining; added; adds; up; down; eased; improved"),
    beside=all_of("over; above; below; higher; lower; more; less; clear of; under; behind; ahead"),
    power=meaning_of(
        {
            "kW": "kw; kilowatt; kilowatts",
            "MW": "mw; megawatt; megawatts; mwp; mwe",
            "GW": "gw; gigawatt; gigawatts; gwp",
            "TW": "tw; terawatt; terawatts",
        }
    ),
    energy=meaning_of(
        {
            "kWh": "kwh; kilowatt hours; kilowatt - hours; kilowatt hour; kilowatt - hour; kilowatthours",
            "MWh": "mwh; megawatt hours; megawatt - hours; megawatt hour; megawatt - hour; megawatthours",
            "GWh": "gwh; gigawatt hours; gigawatt - hours; gigawatt hour; gigawatt - hour; gigawatthours",
            "TWh": "twh; terawatt hours; terawatt - hours; terawatt hour; terawatt - hour; terawatthours",
        }
    ),
    currencies=meaning_of(
        {
            "USD": (
                "dollars; dollar; us dollars; u.s. dollars; us dollar; u.s. dollar; american dollars; us$; $; usd; "
                "$us; "
                "dollars us"
            ),
            "EUR": "euros; euro; €; eur",
            "GBP": "pounds; pound; pounds sterling; £; gbp; sterling; british pounds; pound sterling",
            "JPY": "yen; ¥; jpy; japanese yen",
            "CNY": "yuan; renminbi; rmb; cny; chinese yuan",
            "CHF": "swiss francs; swiss franc; chf; francs; franc",
            "KRW": "won; ₩; krw; korean won; south korean won",
            "INR": "rupees; rupee; ₹; inr; indian rupees",
            "CAD": "canadian dollars; canadian dollar; cad; c$",
            "AUD": "australian dollars; australian dollar; aud; a$",
            "HKD": "hong kong dollars; hong kong dollar; hkd; hk$",
            "SGD": "singapore dollars; singapore dollar; sgd; s$",
            "TWD": "taiwan dollars; new taiwan dollars; twd; nt$",
            "NZD": "new zealand dollars; nzd",
            "SEK": "swedish kronor; swedish crowns; sek; kronor",
            "NOK": "norwegian kroner; norwegian crowns; nok",
            "DKK": "danish kroner; danish crowns; dkk",
            "AED": "dirhams; dirham; aed",
            "SAR": "riyals; riyal; sar",
            "BRL": "reais; brazilian reais; brl",
            "PLN": "zlotys; zloty; pln",
            "MXN": "mexican pesos; mxn",
        }
    ),
    coins=meaning_of(
        {
            "GBP": "pence; penny; p",
            "USD": "cents; cent; us cents; u.s. cents; american cents",
            "EUR": "euro cents; eurocents; cents of a euro",
            "CAD": "canadian cents",
            "AUD": "australian cents",
        }
    ),
    bare_coins=frozenset({"cents", "cent"}),
    bare_dollar=frozenset({"dollars", "dollar", "$"}),
    per_share=Phrases(
        dict.fromkeys(
            listed(
                "in cash per share; in stock per share; in cash a share; per share; a share; / share; "
                "per ordinary share; per common share; each share; the share"
            ),
            True,
        )
        | dict.fromkeys(listed("apiece; a piece; each"), False)
    ),
    share_nouns=all_of("shares; ordinary shares; common shares; share; stock options"),
    share_subjects=all_of(
        "price target; target price; floated; ipo; dividend; share; shares; stock; stocks; share price; stock price; "
        "offer price; adrs; adr"
    ),
    price_verbs=all_of(
        "at; closed; close; closing; traded; trading; trade; trades; opened; open; priced; price; pricing; fell; "
        "fall; falling; rose; rise; risen; rising; jumped; dropped; slid; climbed; hit; reached; gained; lost; "
        "ended; settled; changed hands; went; gone; from; surged; soared; tumbled; slipped; worth; quoted; touched; "
        "topped"
    ),
    money_verbs=all_of(
        "sold; bought; buy; buying; acquire; acquired; acquisition; sell; market cap; capitalisation; "
        "capitalization; put in; put up; net worth; promise; promised; promises; vowed; repay; repaid; owe; owes; "
        "owed; savings; saving; invest; invests; invested; investing; investment; investments; spend; spends; spent; "
        "spending; loan; loans; lend; lends; lent; lending; borrow; borrowed; borrowing; cost; costs; costing; pay; "
        "pays; paid; paying; raise; raises; raised; raising; worth; funding; fund; funds; finance; financing; "
        "financed; inject; injected; injecting; pour; poured; pouring; pump; pumped; debt; capital; valued; "
        "valuation; budget; budgets; revenue; revenues; sales; profit; profits; loss; losses; price; credit; money; "
        "cash; bond; bonds; equity; earn; earned; expenditure; capex; outlay; outlays; bid; grant; grants; subsidy; "
        "subsidies; deal; market value; plow; plowed; plough; ploughed; commit; committed; pledge; pledged; pledges; "
        "stake; aid; tax; taxes"
    ),
    money_nouns=all_of(
        "dollars; investment; investments; capital; debt; funding; financing; loans; credit; equity; spending; cash; "
        "money; bonds; revenue; revenues; aid; subsidies; losses; assets; liquidity; orders; savings; grants; the; "
        "its; this; that; their; new; commitments; profit; profits"
    ),
    jobs=Phrases(
        dict.fromkeys(
            listed(
                "full - time equivalents; apprenticeships; jobs; job; positions; roles; posts; vacancies; hires; "
                "recruits; new hires"
            ),
            False,
        )
        | dict.fromkeys(listed("job cuts; layoffs; lay - offs; redundancies; job losses; dismissals"), True)
    ),
    no_jobs=all_of(
        "trading positions; short positions; long positions; open positions in; board positions; jobs act; posts on"
    ),
    people=all_of(
        "people; workers; employees; staff; engineers; staffers; technicians; researchers; graduates; apprentices;"
        " developers; scientists; specialists; drivers; nurses; teachers; personnel; recruits"
    ),
    hiring=all_of(
        "hire; hires; hired; hiring; recruit; recruits; recruited; recruiting; take on; taking on; took on;"
        " create; creates; created; creating; add; adds; added; adding; bring; generate; creation of; brings"
    ),
    cutting=all_of(
        "lose their; lost their; losing their; lose his; cut; cuts; cutting; slash; slashes; slashed; slashing; "
        "lay off; lays off; laid off; laying off; eliminate; eliminates; eliminated; eliminating; shed; sheds; "
        "shedding; axe; axes; axed; axing; ax; lose; loses; losing; lost; dismiss; dismissed; dismissing; fire; "
        "fired; firing; sack; sacked; make redundant; redundant; scrap; scrapped; scrapping; destroy; destroyed; "
        "loss of; let go; reduction of; remove; removed; trim; trimmed; trimming"
    ),
    leaving=all_of(
        "to go; will go; would go; must go; are to go; could go; have gone; are going; to be lost; will disappear; "
        "would disappear; to disappear"
    ),
    determiners=set_of("its their the his her our these those all"),
    of_them=all_of("of them; of these; of those; of which; of whom"),
    telling=set_of("briefed familiar close said told informed aware"),
    including=all_of("only; including; of which; of whom; of them; among them; making; or"),
    passive_before=set_of("be been are were was is being get got"),
    adjectives=_ADJECTIVES,
    function_words=_FUNCTION,
)
