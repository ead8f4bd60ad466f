"""First names that pupils and staff often have, without those that also begin sentences: Hans, Per, Ville."""

NAMES = """
    abdi abdullah abdullahi adam adrian agnes ahmad ahmed aisha albin alex alexander alexandra alfred ali alice
    alicia alma alva alvin amal amanda amin amina amir anders andreas anette ann anna anneli annika anton arvid
    astrid axel aya barbro beatrice bengt benjamin bilal birger birgitta björn bosse britta calle camilla carina
    carl caroline casper cecilia charlie charlotta charlotte christian christina christoffer clara cornelia dani
    daniel daniella david dennis diana ebba edith edvin elias elin elina elisabeth elise ella ellen ellie elliot
    elsa elton elvin elvira emil emilia emilie emma emmy erik erika ester esther eva evelina fabian fadi farah
    fatima felicia felix filip filippa fredrik freja frida gabriel gabriella george gunilla gunnar gustaf gustav
    göran hadi hamza hanna hannah harry hassan hedda helena helene henrik henry hilda hugo hussein håkan ibrahim
    ida ines ingela inger ingrid irma isabella isabelle isak ismail ivar jack jacob jakob janne jasmine
    jennifer jenny jesper jessica joakim joel johan johanna johannes john jonas jonathan jonna jonny josef
    josefin josefine julia julian juliana kajsa kalle karim karin karl karolina katarina kerstin kevin khadija
    kristina kristoffer lars lasse laura layla leah leila lena leo leon leona lilly lina linda linn linnea
    linnéa linus lisa lotta louise lovisa lucas ludvig lukas magnus maja malin malte marcus margareta maria
    mariam marie markus martin martina maryam matilda mats mattias maya melissa melker melvin mia micke mikael
    mila milo mira miriam moa mohamed mohammad mohammed mona monica muhammad muhammed mustafa märta nadia
    natalie nathalie nicole niklas nils noa noah noel nora nour novalie oliver olivia olle olof omar oscar oskar
    patricia patrik peder pelle peter petra philip pär rasmus rebecka reza robert robin roger ronja rut ruth
    salma samir samuel sandra sara sarah sebastian selma sigge signe siri sixten sofia sofie solveig stefan
    stella stina susanne svea sven thea theo theodor thomas tilda tim tina tindra tobias tomas torbjörn tova
    tove tuva ulf ulla ulrika valter vera victor victoria vidar viggo viktor viktoria vilgot vilma vincent
    wilhelm william wilma yasmin yasmine youssef yusuf zahra zainab zara åke åsa örjan
"""
FIRST_NAMES = frozenset(NAMES.split())
