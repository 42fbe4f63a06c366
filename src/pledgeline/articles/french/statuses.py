"""French words for how firmly a thing is said."""

from __future__ import annotations

from pledgeline.articles.phrases import Phrases, all_of, listed, meaning_of, set_of
from pledgeline.articles.vocabulary import StatusWords


def _agreeing(participles: str) -> list[str]:
    """Each participle as it agrees: versé, versée, versés, versées."""
    ends = ("", "e", "s", "es")
    return [word + end for word in participles.split() for end in ends if not (word[-1] == "s" == end[:1])]


def _said(phrases: str, participles: str) -> str:
    return "; ".join((phrases, *_agreeing(participles)))


STATUSES = StatusWords(
    cues=meaning_of(
        {
            "denied": (
                "ne pas vouloir; ne veut pas; ne veulent pas; ne souhaite pas; refuse de; refuse; refusent de; "
                "a refusé; a abandonné; abandonne; a annulé; annule; dément; démenti; démentent; démentant; "
                "démentait; nie; nient; a nié; ont nié; niant; n'est pas vrai; pas exact; aucun projet; "
                "aucune intention; n'a pas l'intention; n'ont pas l'intention; n'envisage pas; n'envisage aucun; "
                "sans fondement; infondées; infondée; infondé; infondés; réfute; réfuté; réfutent; exclut; "
                "exclut de; a exclu; ont exclu; exclu de; n'investira pas; ne prévoit pas; n'a jamais; n'ont jamais; "
                "n'avons jamais; n'a pas investi; n'a pas versé; inexact; inexactes; inexacte; erroné; erronée; "
                "erronées; n'investirait pas; ne compte pas; renonce; a renoncé; renoncé à; "
                "n'est pas en pourparlers; n'est pas question; contredit; ne supprimera pas; aucun accord; "
                "ne versera pas; mensonger; mensongères; n'y aura pas; fantaisiste; fantaisistes; jamais promis; "
                "jamais envisagé; pas envisagé; sans aucun fondement; n'a pas été; n'ont pas été; écarte; a écarté; "
                "aucune offre; n'a rien signé; n'a rien promis; conteste; contestent; a contesté; ne paiera pas; "
                "n'a pas signé; n'a pas promis; n'a pas l'; faux que; ne financera pas; ne créera pas; "
                "pas question de; n'aurait jamais; rejette l'idée; rejette les"
            ),
            "in_talks": (
                "en pourparlers; pourparlers; en discussion; en discussions; discussions; négocie; négocient; "
                "négociait; négocier; négociations; négociation; en négociation; cherche; cherchent; cherchant; "
                "cherchait; chercher; envisage; envisagent; envisageait; envisagerait; étudie; étudient; étudier; "
                "étudiait; étudierait; discute; discutent; discuterait; discuter; négocierait; négocieraient; "
                "négociant; réfléchit; réfléchirait; explore; explorerait; sonde; sonderait; examine; examinerait; "
                "en quête de; tractations; considère; chercherait; chercheraient; sollicite; a sollicité; à l'étude; "
                "tente de lever; espère lever; envisageraient; souhaite lever; souhaite emprunter; envisageant; "
                "étudiant la; étudiant une; étudiant un; songe; songent; songerait; n'exclut pas; n'exclut pas de; "
                "n'exclut pas un; n'exclut pas une; n'excluent pas; n'a pas exclu; n'écarte pas; négocié; négociée; "
                "négociés; marchande; convoite; lorgne; ouvert à"
            ),
            "rumoured": (
                "on évoque; selon des sources; selon une source; selon plusieurs sources; de source proche; "
                "de sources proches; d'après des sources; selon la presse; selon nos informations; "
                "selon des proches; à en croire; dit-on; rumeur; rumeurs; bruits; bruit court; proches du dossier; "
                "proche du dossier; selon des informations; selon certaines sources; selon des médias; "
                "d'après la presse; selon des personnes; supposément; apparemment; prétendument; présumé; présumée; "
                "pourrait; pourraient; devrait coûter; devraient coûter; sous couvert d'anonymat; spéculations; "
                "croit savoir; croient savoir; d'après certaines sources; de source bancaire; de sources bancaires; "
                "évoquent; selon le quotidien; on parle; d'après une source; de sources concordantes; "
                "de source concordante; officieusement; de bonne source; source anonyme; murmure; se murmure; "
                "selon deux sources; selon trois sources; de source syndicale; de sources syndicales; "
                "d'après nos informations; d'après des banquiers; selon des banquiers; d'après des proches; "
                "selon un proche; cités par; cité par; citées par; citant des sources; paraît-il; semble-t-il; "
                "à ce qu'on dit; selon des initiés; la presse évoque; d'après plusieurs sources; bruit; "
                "selon deux personnes; selon trois personnes; d'après deux; prête à; selon les bruits"
            ),
            "pledged": _said(
                "investit; investissent; s'engage; s'engagent; s'est engagé; s'est engagée; s'était engagé; "
                "s'étaient engagés; s'était engagée; s'engager; s'engageait; se sont engagés; s'engagera; "
                "s'engageant; engagé à; engagée à; engagés à; engagement; engagements; promet; promettent; "
                "promettait; promettant; promettre; promesse; promesses; a juré; jure; jurent; compte investir; "
                "comptent; prévoit de; prévoient de; prévoyait de; l'intention de; entend; entendent; entendait; "
                "veut; veulent; voulait; vouloir; souhaite; souhaitent; ambitionne; ambitionnent; compte; projette; "
                "projettent; s'apprête à; s'apprêtent à; prévu de; prévoyant de; projet de; vise à; visant à; "
                "doit investir; doivent investir; garantit; garanti; planifie; programme; prévoit un investissement; "
                "prévoit la création; prévoit l'embauche; doit créer; doivent créer; doit embaucher; devra investir; "
                "nous allons; doit commencer; doivent commencer; doit démarrer; devait commencer; "
                "devaient commencer; devait démarrer; devaient démarrer; devait ouvrir; devaient ouvrir; "
                "doit ouvrir; doit être; doivent être; doit entrer; doivent entrer; réservé; réserve; "
                "prêt à investir; prêts à investir; prêt à mettre; se propose; propose; proposé; "
                "intention d'investir; à investir; à créer; à verser; fléchés; provisionné; prévoit d'; va être; "
                "vont être; sera prêt; a l'ambition de; planifié; doit recevoir; devra verser; devra payer; "
                "doit verser; doit payer; sur la table; mettre sur la table; jurait",
                "promis alloué destiné programmé",
            ),
            "signed": _said(
                "signe; signent; signature; paraphe; scelle; remporte; remportent; décroche; décrochent; attribue; "
                "boucle; bouclent; finalise; entérinent; entérine; s'est vu attribuer; accord définitif; "
                "se sont entendus; s'accordent; commande; commandent; se sont mis d'accord; s'est vu confier; "
                "vient de signer; signant; concluent; conclut; a accepté; ont accepté; conclure; s'entendent; "
                "s'entend avec; signataire",
                "signé conclu obtenu paraphé scellé contractualisé remporté décroché attribué bouclé finalisé entériné "
                "convenu commandé ratifié notifié",
            ),
            "disbursed": _said(
                "a bouclé un tour; bouclé un tour; boucle un tour; bouclé une levée; bouclé sa levée; "
                "boucle une levée; "
                "boucle sa levée; lève; lèvent; acquisition; injection; s'est offert; s'offre; a mis; ont mis; "
                "avait mis; a pris une; a pris le; a pris des; ont pris une; "
                "verse; versent; rachète; rachètent; achète; s'est payé; a donné; a touché; mis sur la table; "
                "a remis; fait don de; a fait don; a fait don de; vient de; viennent de; venait de; rachat bouclé; "
                "a vendu; ont vendu; avait vendu; été vendu; été vendue; été vendus; été vendues; avoir vendu; "
                "vendu pour; vendue pour",
                "investi versé payé dépensé déboursé injecté acquis acheté racheté levé emprunté reçu perçu encaissé "
                "décaissé transféré remboursé financé cédé distribué viré consacré mobilisé débloqué tiré "
                "placé apporté offert réglé prêté touché octroyé englouti",
            ),
            "forecast": _said(
                "doit coûter; doit atteindre; doit représenter; doivent atteindre; compte sur; comptent sur; "
                "prévoit; prévoient; prévoyait; prévoyaient; redoute; redoutent; redoutait; craint; craignent; "
                "craignait; "
                "table sur; tablent sur; tablait sur; estime; estiment; "
                "estimait; anticipe; anticipent; anticipait; attend; attendent; prévision; prévisions; projection; "
                "projections; devrait; devraient; devait atteindre; objectif; objectifs; vise; visent; visait; "
                "cible; pourrait à terme; pourraient à terme; à terme; perspectives; perspective; espère; espèrent; "
                "espérait; mise sur; misent sur; d'après les prévisions; selon les prévisions; projeté; escompte; "
                "escomptent; envisagé à terme; s'attend; s'attendent; évalue; évaluent; chiffre à; "
                "selon les estimations; estimation; estimations; pronostique; pronostiquent; en ligne avec; "
                "attendait; parie; parient; pas avant; au plus tôt; guidance; feuille de route; d'ici à atteindre",
                "prévu estimé attendu anticipé escompté",
            ),
            "stated": _said(
                "a voté; a débuté; a commencé; débuté; commencé; a démarré; démarré; vaut; valait; valent; atteint; "
                "ont atteint; représente; représentait; représentent; clôture; possède; possèdent; possédait; "
                "détient; détiennent; détenait; dispose; disposait; emploie; employait; affiche; affichait; "
                "s'est établi; ressort; ressorti; compte actuellement; comptait; totalise; totalisait; cote; cotait; "
                "s'échange; s'échangeait; pèse; pesait; produit; produisent; produisait; consomme; consomment; "
                "consommait; tourne; remonte; date de; stagne; rapporte; rapportait; coûte; coûtait; coûté; gère; "
                "gèrent; gérait; exploite; en service; en activité; en exploitation; passe de; passent de; porté de; "
                "portée de; a bondi; bondi; gagne; perd; cède; avance; recule; grimpe; chute; bondit; tombe; publie; "
                "réalise; dégage; valorise; valorisent; valorisait; utilise; utilisent; alimente; dessert; fonctionne; "
                "ouvre; a fait; facture; mesure; "
                "a condamné; condamné; a compté; livre",
                "détenu clôturé chuté progressé reculé augmenté passé enregistré affiché publié généré valorisé tombé "
                "grimpé perdu gagné réalisé dégagé dépassé fondé baissé entraîné rapporté créé embauché recruté "
                "supprimé licencié construit ouvert livré accordé installé bâti fermé approuvé produit employé "
                "inauguré raccordé consommé vendu effectué",
            ),
            "announce": _said(
                "refuse de dire; refuse de préciser; refuse de commenter; a refusé de dire; a refusé de commenter; "
                "a refusé de préciser; annonce; annoncent; annonçait; annonçant; déclare; indique; affirme; "
                "confirme; a dit; assure; dévoile; dévoilent; précise; fait savoir; a fait savoir; dit; disait; "
                "disent; assurait; assure-t-on; révèle; explique; martèle; répète",
                "annoncé déclaré indiqué affirmé confirmé assuré précisé dévoilé expliqué révélé",
            ),
            "copula": "était; étaient; est; sont; a été; ont été; fut; furent; reste",
            "aside": "que prévu; qu'attendu; qu'annoncé; que promis; comme prévu; était prévu",
            "future": "va; vont; allait; allons; allaient",
            "noun_signed": (
                "accord; contrat; contrats; protocole; accords; partenariat; bail; pacte; protocole d'accord; "
                "marché public; "
                "ligne de crédit"
            ),
            "noun_pledged": "plan d'investissement; plan; programme d'investissement; projet; initiative",
        },
        accents=True,
    ),
    conditional=(
        "erait",
        "eraient",
        "irait",
        "iraient",
        "drait",
        "draient",
        "trait",
        "traient",
        "vrait",
        ("vraient"),
        ("rrait"),
        ("rraient"),
        ("aurait"),
        ("auraient"),
    ),
    not_conditional=set_of(
        "extrait trait portrait retrait attrait montrait démontrait rencontrait entrait rentrait tirait attirait "
        "retirait désirait inspirait admirait aspirait virait montraient entraient tiraient attiraient retiraient "
        "désiraient contrait administrait illustrait filtrait centrait concentrait concentraient respirait "
        "transpirait conspirait expirait soutrait abstrait distrait souscrait livrait ouvrait couvrait livraient "
        "ouvraient délivrait œuvrait illustraient devrait devraient pourrait pourraient rencontraient"
    ),
    future=(
        "era",
        "eront",
        "ira",
        "iront",
        "dra",
        "dront",
        "tra",
        "tront",
        "ura",
        "uront",
        "erons",
        "irons",
        ("vra"),
        ("vront"),
        ("rra"),
        ("rront"),
        ("drons"),
        ("trons"),
    ),
    not_future=set_of(
        "caméra opéra extra contra sierra riviera front affront ira alexandra ultra infra mantra sutra cobra zebra "
        "libra riera tiara madura dura terra tétra"
    ),
    outlook=set_of(
        "nécessité évalué estimé dépassé valorisé coûtera coûteront atteindra atteindront vaudra vaudront "
        "représentera représenteront élèvera élèveront dépassera dépasseront sera seront nécessitera nécessiteront "
        "baissera augmentera progressera pèsera restera deviendra croîtra tombera montera rapportera générera "
        "grimpera passera franchira consommera consommeront durera doublera triplera excédera avoisinera reculera "
        "exigera aura auront faudra devra devront pourra absorbera engloutira chutera perdra coûter atteindre valoir "
        "représenter élever dépasser nécessiter baisser augmenter progresser peser rester devenir croître tomber "
        "monter rapporter générer grimper passer franchir consommer durer doubler tripler excéder avoisiner reculer "
        "exiger avoir perdre"
    ),
    deeds=set_of(
        "investir investissement investissements construire construction usine plan embaucher embauche embauches "
        "créer création emplois ouvrir ouverture recruter recrutement recrutements dépenser financer centre centres "
        "campus programme projet projets enveloppe extension suppression suppressions fonds rachat aide prêt"
    ),
    passives=frozenset({"être", "sera", "seront", "aura", "auront"}),
    negations=frozenset({"pas", "jamais"}),
    so_far=frozenset({"encore", "toujours"}),
    provides=frozenset({"prévoit", "prévoient", "prévoyait", "prévoyaient"}),
    participles=frozenset(
        _agreeing(
            "porté relevé investi créé versé embauché recruté construit dépensé injecté alloué consacré mobilisé "
            "débloqué ouvert supprimé licencié financé décaissé affecté réparti mis installé déployé payé lancé "
            "accordé octroyé attribué remis distribué prêt opérationnel achevé terminé livré raccordé prêté réservé "
            "maintenu conservé préservé sauvegardé apporté remboursé perdu fermé bâti inauguré offert vendu cédé "
            "partagé"
        )
    ),
    participle_ends=("é", "ée", "és", "ées"),
    infinitives=frozenset({"à"}),
    auxiliaries=set_of("été être est sont seront sera fut furent"),
    figures=set_of(
        "$ € £ ¥ ~ deux trois quatre cinq six sept huit neuf dix vingt trente quarante cinquante soixante cent mille"
    ),
    worth=frozenset({"évalué", "évaluée", "chiffré", "chiffrée"}),
    denials=all_of(
        "aucun des; aucune des; aucun de ces; aucune de ces; pas un des; pas un seul des; aucun de ses; "
        "ce n'est pas; n'est pas; et non; et non pas; non; pas; plutôt que; non pas; et pas; n'étaient pas; "
        "n'était pas; et non de; non de; et non pas de; non pas de; et pas de; plutôt que de"
    ),
    relatives=frozenset({"qui", "lequel", "laquelle"}),
    contrast=Phrases(
        dict.fromkeys(
            (
                ";",
                *listed(
                    "mais; tandis que; alors que; cependant; toutefois; contre; bien que; même si; pourtant; quand; "
                    "après; malgré; tandis qu'; alors qu'; bien qu'; et seulement; dont seulement"
                ),
            ),
            True,
        )
        | dict.fromkeys(("—", "–", "après", "malgré"), False)
    ),
)
