mail-from = { $issuer }, { $institution },
mail-from-on-behalf-of = { $from } on behalf of { $other },
mail-hello = Hello { $name },
mail-hello-nobody = Hello,
mail-privacy = Privacy statement
mail-in-this-language = In English:
mail-offer-subject = { $title }: { $name }
mail-offer-title = An edubadge is waiting for you
mail-offer-reminder-title = An edubadge is still waiting for you
mail-offer-button = View and claim
mail-offer-until = You can do so until { $until }.
mail-offer-no-button = Doesn't the button work? Then open
mail-offer-eduid = No eduID yet?
mail-offer-eduid-make = Make one at
mail-offer-eduid-private = Use your private address, so that you keep access when you change schools or jobs.
mail-offer-eduid-link = Then link your institution, so that your name is validated.
mail-offer-no-thanks = Don't want this edubadge, or isn't it for you? You can say so on the same page, without an account. You can also ask there for no more mail.
mail-offer-why-title = Why do you get this mail?
mail-offer-why = { $institution } gave us your address to offer you this edubadge, and is responsible for that. If you don't claim it, we erase your data 30 days after the offer ends.
mail-offer-lead = { $from } would like to give you { $type ->
        [microcredential] the microcredential
       *[other] the edubadge
    } “{ $name }”.
mail-offer-other = { $from } would like to give you { $type ->
        [microcredential] the microcredential
       *[other] the edubadge
    } “{ $name }”. Open the link above to claim or decline it, until { $until }. The page is available in English.
mail-code-title = Your code is { $code }
mail-code-text = Type this code on the page of your edubadge “{ $name }”. That tells us that this mailbox is yours.
mail-code-why = You get this mail because somebody wants to claim an edubadge with this address. Wasn't it you? Then you needn't do anything.
mail-code-minutes = The code works for { $count ->
        [one] one minute
       *[other] { $count } minutes
    }.
mail-revoked-title = Your edubadge “{ $name }” was revoked
mail-revoked-text = { $institution } has revoked your edubadge “{ $name }”. It is no longer valid from now on.
mail-revoked-category = Whoever checks it only sees the kind of reason: { $category }. The explanation below is for you alone.
mail-revoked-ask = Questions, or is this wrong? Mail { $mail }.
mail-revoked-open = View your edubadge
mail-revoked-why = You get this mail because { $institution } issued this edubadge to you.
mail-summary-title = Awarded: { $name }
mail-summary-open = View the batch
mail-summary-why = You get this mail once, because you awarded these edubadges.
mail-summary-sent = { $count ->
    [0] No mail was sent.
    [one] 1 mail was sent.
   *[other] { $count } mails were sent.
}
mail-summary-failed = { $count ->
    [one] 1 mail could not be delivered. The page of the batch says why.
   *[other] { $count } mails could not be delivered. The page of the batch says why.
}
mail-summary-queued = { $count ->
    [one] 1 mail is still on its way: the recipient's mail server doesn't answer yet.
   *[other] { $count } mails are still on their way: the recipients' mail servers don't answer yet.
}
mail-summary-left-out = { $count ->
    [one] 1 recipient was left out, because an offer of this edubadge was open already.
   *[other] { $count } recipients were left out, because an offer of this edubadge was open already.
}
mail-first-admin-title = You have been named admin of { $institution }
mail-first-admin-text = Sign in through your institution with the address { $mail }. Do so within 30 days.
mail-first-admin-next = First fill in the details of your institution, the legal basis too: the reason in law why you may use learners’ data. Without it nobody can publish or award. Then make an issuer group, an issuer and badge classes.
mail-first-admin-open = Open the issuer portal
mail-first-admin-why = You get this mail because the operator of this platform named you as the first admin of { $institution }. Is that wrong? Please tell the operator of this platform.
