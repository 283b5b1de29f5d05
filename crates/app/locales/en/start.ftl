start-title = Edubadges and microcredentials
start-heading = Show what you can do
start-lead = Insigne is the platform on which educational institutions issue edubadges and microcredentials. You keep them for life. Anyone can check that they are genuine.
start-search-label = Search the catalogue
start-search-hint = What would you like to learn?
start-search = Search
start-do = What would you like to do?
start-collect = Collect
start-collect-text = Claim your edubadges, keep them in your backpack and share them with whom you like.
start-collect-do = Open your backpack
start-collect-note = You sign in with eduID. None yet? It takes a minute.
start-browse = Browse
start-browse-text = See what you can learn and what an edubadge really stands for.
start-browse-do = See the catalogue
start-browse-note = From vocational school to university.
start-award = Award
start-award-text = Design badge classes and award them, to one person or to thousands at once.
start-award-do = To the issuer portal
start-award-note = By invitation. Ask the admin of your institution.
start-verify = Did a candidate give you an edubadge?
start-verify-text = Check in seconds whether it is genuine and valid.
start-verify-do = Verify an edubadge
start-now = Insigne right now
start-backpacks = { $count ->
    [one] backpack
   *[other] backpacks
}
start-edubadges = { $count ->
    [one] edubadge issued
   *[other] edubadges issued
}
start-microcredentials = { $count ->
    [one] of which a microcredential
   *[other] of which microcredentials
}
start-institutions = { $count ->
    [one] institution
   *[other] institutions
}
start-what = What is an edubadge?
start-what-text = Digital proof of something you have learned. It says what you can do, how much work it was, at which level, how you were assessed and who vouches for it. The issuer puts a digital signature under it. That makes an edubadge impossible to forge, and it can be checked for ever, outside this platform too.
start-what-more = Read more about edubadges
