"""French units: currencies, power, shares, jobs, and the words that tell them apart."""

from __future__ import annotations

from decimal import Decimal

from pledgeline.articles.phrases import Phrases, all_of, listed, meaning_of, set_of
from pledgeline.articles.vocabulary import UnitWords

_ADJECTIVES = set_of(
    "nouveaux nouvelles nouveau nouvelle autres futurs futures bons vrais anciens anciennes jeunes grands petits "
    "véritables seuls seules mille derniers dernières premiers premières meilleurs propres prochains prochaines "
    "rares précieux précieuses"
)
_FUNCTION = set_of(
    "le la les un une des du de d l au aux à en dans sur pour par avec sans sous et ou mais que qui dont où est sont "
    "était étaient a ont avait avaient sera seront ce cette ces son sa ses leur leurs il elle ils elles on ne pas "
    "plus moins très respectivement chacun chacune"
)

UNITS = UnitWords(
    percent=meaning_of(
        {
            (Decimal(1), ()): "%; pour cent; pourcent; pct; p. cent; percent; p. 100; pc",
            (
                Decimal(1),
                ("points",),
            ): "points de pourcentage; point de pourcentage; points de pour cent; points de %; pts",
            (Decimal("0.01"), ("basis_points",)): "points de base; point de base; pb; pdb; pbs; bp; bps",
        }
    ),
    points=all_of("points; point"),
    rates=all_of(
        "%; pour cent; taux; marge; marges; part de marché; parts de marché; inflation; croissance; chômage; "
        "rendement; "
        "rendements; intérêt; intérêts; écart; prime; euribor; sofr; "
        "chiffre d'affaires; ventes; participation; "
        "déficit; pib; tva; coupon"
    ),
    indices=all_of("indice; indices; cac; sbf; dow; nasdaq; s & p; dax; ftse; nikkei; stoxx; match; championnat"),
    gains=all_of(
        "perd; perdu; perdent; perdra; perdre; gagne; gagné; gagnent; gagner; gagnera; cède; cédé; lâche; lâché; "
        "repris; "
        "s'améliore; amélioré; dégradé"
    ),
    beside=all_of("de plus; de moins; au - dessus; au - dessous; de mieux; en dessous; en moins; en plus; devant"),
    power=meaning_of(
        {
            "kW": "kw; kilowatt; kilowatts",
            "MW": "mw; mégawatt; mégawatts; mwc; mwe",
            "GW": "gw; gigawatt; gigawatts; gwc; giga - watts",
            "TW": "tw; térawatt; térawatts",
        }
    ),
    energy=meaning_of(
        {
            "kWh": (
                "kwh; kilowattheures; kilowattheure; kilowatts - heures; kilowatt - heure; kilowatt - heures; "
                "kilowatts heures"
            ),
            "MWh": (
                "mwh; mégawattheures; mégawattheure; mégawatts - heures; mégawatt - heure; mégawatt - heures; "
                "mégawatts heures"
            ),
            "GWh": (
                "gwh; gigawattheures; gigawattheure; gigawatts - heures; gigawatt - heure; gigawatt - heures; "
                "gigawatts heures"
            ),
            "TWh": (
                "twh; térawattheures; térawattheure; térawatts - heures; térawatt - heure; térawatt - heures; "
                "térawatts heures"
            ),
        }
    ),
    currencies=meaning_of(
        {
            "USD": (
                "dollars; dollar; dollars américains; dollar américain; dollars us; $; us$; usd; $us; $ us; "
                "dollars états-uniens; dollars des états-unis"
            ),
            "EUR": "euros; euro; €; eur",
            "GBP": "livres sterling; livre sterling; livres; £; gbp; sterling",
            "JPY": "yens; yen; ¥; jpy; yens japonais",
            "CNY": "yuans; yuan; renminbi; renminbis; rmb; cny; yuans chinois",
            "CHF": "francs suisses; franc suisse; chf; francs; fr.",
            "KRW": "wons; won; ₩; krw; wons sud - coréens; wons coréens; won sud - coréens",
            "INR": "roupies; roupie; ₹; inr; roupies indiennes",
            "CAD": "dollars canadiens; dollar canadien; $ ca; $ca; cad; c$; $ can",
            "AUD": "dollars australiens; dollar australien; aud; a$",
            "HKD": "dollars de hong kong; dollars de hong - kong; dollars hongkongais; hkd; hk$; dollars hong-kongais",
            "SGD": "dollars de singapour; dollars singapouriens; sgd; s$",
            "TWD": "dollars taïwanais; dollars de taïwan; twd; nt$",
            "NZD": "dollars néo - zélandais; nzd",
            "SEK": "couronnes suédoises; sek",
            "NOK": "couronnes norvégiennes; nok",
            "DKK": "couronnes danoises; dkk",
            "AED": "dirhams; dirhams émiratis; aed",
            "SAR": "riyals; riyals saoudiens; sar",
            "BRL": "reais; réals; brl",
            "PLN": "zlotys; pln",
            "MXN": "pesos mexicains; mxn",
            "XOF": "francs cfa; fcfa",
        }
    ),
    coins=meaning_of(
        {
            "EUR": "centimes; centime; centimes d'euro; centime d'euro; cents d'euro; eurocents",
            "GBP": "pence; penny",
            "USD": "cents; cent; cents américains; cents de dollar",
            "CHF": "centimes suisses",
        }
    ),
    bare_coins=frozenset({"cents", "cent"}),
    bare_dollar=frozenset({"dollars", "dollar", "$"}),
    per_share=Phrases(
        dict.fromkeys(
            listed(
                "net par action; en numéraire par action; par action; l'action; / action; par titre; le titre; "
                "par action ordinaire; chaque action"
            ),
            True,
        )
        | dict.fromkeys(listed("l'un; l'une; chacune; pièce; l'unité; chacun"), False)
    ),
    share_nouns=all_of("actions; action; titres; actions ordinaires"),
    share_subjects=all_of(
        "dividende; introduction en bourse; introduite en bourse; l'action; le titre; cours; actions; "
        "l'action arm; cours de bourse; son action; titre; action; cours de l'action"
    ),
    price_verbs=all_of(
        "à; de; clôturé; clôture; clôturait; cotait; cote; cotée; coté; s'échange; s'échangeait; valait; vaut; "
        "passé; passée; passer; grimpé; chuté; bondi; tombé; tombée; monté; montée; gagné; perdu; fixé; introduit; "
        "introduite; terminé; fini; atteint; prix; autour; revenu; revenue; dépassé; franchi; bondit; grimpe; chute; "
        "tombe; monte; touché"
    ),
    money_verbs=all_of(
        "vendu; vendue; vendus; acheté; achète; racheté; rachète; rachat; cédé; cédée; acquis; capitalisation; "
        "valorise; rapporté; rapporte; rapporter; mettre; mettra; mettront; promis; promise; promises; promet; "
        "promettre; engagés; engagé; engagement; s'engage; investie; investis; versés; versées; levés; dépensés; "
        "dépensées; payés; empruntés; débloqués; prêtés; injectés; mobilisés; financés; facturé; remboursé; "
        "rembourser; remboursera; manque; économies; investir; investi; investit; investissent; investira; "
        "investiront; investirait; investiraient; investissement; investissements; investissant; dépenser; dépense; "
        "dépenses; dépensé; dépensera; dépenserait; dépensent; dépensant; prêt; prêts; prêter; prêté; emprunt; "
        "emprunts; emprunter; emprunté; coûter; coût; coûts; coûté; coûtera; coûterait; coûte; payer; payé; paie; "
        "paiera; lever; levé; lève; levée; levées; lèvera; financement; financements; financer; finance; financé; "
        "financera; injecter; injecté; injecte; injection; injectera; dette; dettes; capital; capitaux; "
        "valorisation; valorisé; valorisée; budget; budgets; chiffre d'affaires; recettes; bénéfice; bénéfices; "
        "perte; pertes; prix; crédit; crédits; argent; trésorerie; obligations; fonds; somme; sommes; enveloppe; "
        "montant; verser; versé; versée; verse; versera; débourser; déboursé; déboursera; liquidités; mise; miser; "
        "mise sur; contrat; vaut; valeur; subvention; subventions; aide; aides; engager à hauteur; débloquer; "
        "débloqué; débloque; mobiliser; mobilisé; mobilise; mobilisera; consacrer; consacré; consacrera; consacre; "
        "impôt; impôts; facture; ardoise; chèque"
    ),
    money_nouns=all_of(
        "dollars; investissement; investissements; capital; capitaux; dette; dettes; financement; financements; "
        "prêts; crédit; crédits; dépenses; liquidités; fonds; pertes; recettes; aide; aides; subventions; plus; la; "
        "le; l; son; sa; ses; ce; cette; ces; leur; ici; chiffre; chiffre d'affaires; bénéfice; bénéfices; actifs; "
        "trésorerie; commandes; valorisation; moins; cash; cette somme; garanties; engagements; obligations; euros; "
        "économies; promesses; valeur; budget"
    ),
    jobs=Phrases(
        dict.fromkeys(
            listed(
                "créations d'emplois; création d'emplois; créations de postes; créations nettes d'emplois; "
                "équivalents temps plein; équivalent temps plein; etp; recrues; emplois; emploi; postes; poste; "
                "embauches; recrutements; jobs; postes de travail supplémentaires; embauche"
            ),
            False,
        )
        | dict.fromkeys(
            listed(
                "suppressions de postes; suppressions d'emplois; suppressions d'emploi; licenciements; "
                "suppressions de poste; pertes d'emplois; départs volontaires; destructions d'emplois"
            ),
            True,
        )
    ),
    no_jobs=all_of(
        "postes de travail; postes de police; postes de soudage; bureaux de poste; postes de transformation; "
        "postes de recharge; postes électriques; postes source; postes de radio; postes de télévision; "
        "postes d'amarrage; poste de travail; poste de pilotage; postes de contrôle; postes de secours; "
        "postes frontières; postes de charge"
    ),
    people=all_of(
        "personnes; salariés; employés; collaborateurs; ingénieurs; travailleurs; ouvriers; techniciens; chercheurs;"
        " apprentis; alternants; développeurs; soignants; agents; cadres; jeunes; conducteurs; salariées; saisonniers;"
        " stagiaires; diplômés; spécialistes; intérimaires; enseignants"
    ),
    hiring=all_of(
        "embaucher; embauché; embauchera; embauche; embauchent; embaucheront; embaucherait; recruter; recruté; "
        "recrutera; recrute; recrutent; recruteront; recruterait; recrutement de; embauche de; engager; embauchant; "
        "recrutant; recrutés; embauchés; recrutées; embauchées; recruterons; embaucherons; recrutement d'environ; "
        "recruteraient; embaucheraient; créer; créé; créée; créés; crée; créent; créera; créeront; créerait; "
        "créeraient; création de; créations; ajouter; ajoutera; créant; générer; générera; accueillir; accueillera"
    ),
    cutting=all_of(
        "perdront leur; perdent leur; ont perdu leur; vont perdre leur; perdraient leur; supprimer; supprimé; "
        "supprime; supprimera; suppriment; supprimerait; supprimeront; suppression de; suppressions de; supprimés; "
        "supprimées; suppression; licencier; licencié; licencie; licenciera; licencierait; licenciés; "
        "licenciement de; licenciées; licenciement; biffer; biffera; détruire; détruit; détruits; perte de; perdu; "
        "perdus; perdre; perdra; perdront; tailler dans; couper; réduction de; sacrifier; sacrifiés; menacés; "
        "se séparer de; se séparera de; disparaître; disparaîtront; disparition de; supprimant; licenciant; "
        "supprimeraient; licencient; licencieront; destruction de; coupe dans; remercier"
    ),
    leaving=all_of(
        "en moins; de moins; disparaîtront; disparaîtraient; vont disparaître; doivent disparaître; partiront; "
        "vont partir; s'en iront; passeront à la trappe"
    ),
    determiners=set_of("ses leurs leur les nos vos mes ces"),
    of_them=all_of("d'entre eux; d'entre elles; d'entre ceux"),
    telling=set_of("proches informées informés interrogées interrogés"),
    including=all_of("seuls; seules; seulement; dont; soit; y compris; parmi lesquels; parmi lesquelles"),
    passive_before=set_of("être été seront sera sont est étaient était vont seraient serait"),
    adjectives=_ADJECTIVES,
    function_words=_FUNCTION,
)
