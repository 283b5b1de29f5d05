about-request-do = Request
about-request-pending = You have requested this edubadge. You get a mail as soon as there is an answer.
about-request-held = You already have this edubadge.
about-request-sign-in-text = Have you learned what is described here? Sign in with your eduID to request this edubadge yourself.
about-request-sign-in = Sign in to request
request-title = Request: { $name }
request-motivation = Why should you get this edubadge?
request-motivation-hint = Only those who decide on your request read this. It doesn’t go on your edubadge.
request-evidence = Evidence
request-evidence-text = Can you show something that you made or passed? It helps whoever decides.
request-evidence-asked = This edubadge needs evidence: a link, or a description.
request-evidence-url = Link to your evidence
request-evidence-url-hint = For example https://portfolio.example/project. Make sure that your teacher can open the page.
request-evidence-name = What is your evidence called?
request-evidence-description = Describe your evidence
request-terms = Terms
request-optional = (optional)
request-privacy = { $institution } sees your name, your mail address and what you fill in here. We erase what you filled in a year after the answer.
request-do = Send request
request-back = Back to the badge class
request-see-edubadge = View your edubadge
request-see-own = View your requests
request-offer-waits = An offer of this edubadge is already waiting for you. You needn’t request it: you can claim it right away.
request-refused-archived = This edubadge isn’t awarded any more
request-refused-archived-text = Look in the catalogue for what took its place, or ask the issuer:
request-refused-off = You can’t request this edubadge yourself
request-refused-off-text = { $institution } awards it on its own initiative only. Do you think you are entitled to it? Ask the issuer:
request-refused-no-legal-basis = This edubadge can’t be requested now
request-refused-no-legal-basis-text = { $institution } has not said yet on which legal ground your data may be used. Ask the issuer when that will be ready:
request-refused-other-institution = This edubadge isn’t for learners of your institution
request-refused-other-institution-text = You can request it if you learn at: { $institutions }. Do you? Link your institution to your eduID and have your name validated. Otherwise the issuer can help you:
request-refused-name = This edubadge needs a validated name
request-refused-name-text = Have your institution validate your name through eduID. You then come back here and can request it.
request-refused-held = You already have this edubadge
request-refused-held-text = “{ $name }” is in your backpack and is valid. Once it expires, you can request it again.
request-refused-pending = You have already requested this edubadge
request-refused-pending-text = Your request for “{ $name }” is waiting for an answer from { $institution }. You can withdraw it and request again if you want to change something.
request-made-on = Requested on { $date }
request-ended-on = ended on { $date }
request-reason = The reason for the denial
request-withdraw = Withdraw request
request-again = Request again
request-state-open = Waiting for an answer
request-state-approved = Awarded
request-state-denied = Denied
request-state-withdrawn = Withdrawn by the learner
request-state-overtaken = No longer needed: already claimed
flash-request-made = Your request for “{ $name }” was sent. You get a mail as soon as there is an answer.
flash-request-withdrawn = Your request was withdrawn.
backpack-requests = Requests
backpack-requests-lead = What you requested, and what became of it.
backpack-requests-none = You haven’t requested anything yet
backpack-requests-none-text = Find an edubadge in the catalogue for what you have learned, and request it.
backpack-new = New
error-asked-by-class = This edubadge needs a motivation.
error-evidence-asked-by-class = This edubadge needs evidence. Fill in a link, or describe your evidence.
error-too-many-requests = Choose at most { $max } requests at a time.
error-request-own = The request of { $name } is your own. Ask a colleague to decide on it.
error-request-audience = { $name } doesn’t learn at an institution that you give edubadges to. Leave this request out, or deny it.
error-request-name = The name of { $name } isn’t validated now, and this edubadge needs that. Ask { $name } to have the name validated again.
error-request-held = { $name } already has this edubadge. Leave this request out, or deny it.
conflict-request-refused = You can’t request this edubadge now.
conflict-request-not-open = This request had already been answered.
conflict-requests-decided = These requests have been answered or withdrawn in the meantime.
conflict-open-requests = There are open requests for this badge class. Answer those first.
class-figure-requests = open requests
class-column-requests = Requests
requests-title = Requests
requests-lead = Learners who ask for an edubadge. Choose one or more and award them, or deny them.
requests-open = { $count ->
    [0] No open requests
    [one] 1 open request
   *[other] { $count } open requests
}
requests-search = Search by name or mail
requests-search-all = Search by name, mail or badge class
requests-none = Nothing has been requested yet
requests-none-text = What learners request on the public page of a badge class appears here.
requests-column-name = Learner
requests-column-mail = Mail
requests-column-class = Badge class
requests-column-asks = Motivation and evidence
requests-column-requested = Requested
requests-column-state = Status
requests-column-decided = Ended
requests-column-motivation = Motivation
requests-column-evidence = Evidence
requests-column-reason = Reason for the denial
requests-select-all = Choose all requests on this page
requests-select = Choose the request of { $name }
requests-erased = Data erased
requests-own = Your own request: a colleague decides on it.
requests-read = Read
requests-you-add = You add: { $what }
requests-approve = Award
requests-deny = Deny
requests-approve-title = { $count ->
    [one] Award 1 request
   *[other] Award { $count } requests
}
requests-approve-do = { $count ->
    [one] Award 1 edubadge
   *[other] Award { $count } edubadges
}
requests-approve-lead = Each edubadge is in the backpack at once and valid right away. The learner gets a mail.
requests-add = Grade, narrative and evidence of { $name }
requests-class-wants = This badge class asks for: { $what }.
requests-award = Request
requests-award-grade = Grade
requests-award-narrative = Narrative
requests-award-narrative-hint = Goes on the edubadge of this learner.
requests-award-evidence-url = Link to evidence
requests-award-evidence-name = Name of the evidence
requests-award-evidence-description = Description of the evidence
requests-request = Choice
requests-deny-title = { $count ->
    [one] Deny 1 request
   *[other] Deny { $count } requests
}
requests-deny-do = { $count ->
    [one] Deny 1 request
   *[other] Deny { $count } requests
}
requests-deny-lead = The learner gets a mail and can request again.
requests-reason = Reason
requests-reason-hint = The learner reads this. Write what is missing, and what would help.
requests-reason-optional = (optional)
flash-requests-approved = { $n } requests were awarded. The edubadges are in the backpacks.
flash-requests-approved-one = The request was awarded. The edubadge is in the backpack.
flash-requests-approved-some = Awarded: { $n }. Answered or withdrawn before: { $left }.
flash-requests-denied = { $n } requests were denied. The learners get a mail.
flash-requests-denied-one = The request was denied. The learner gets a mail.
flash-requests-denied-some = Denied: { $n }. Answered or withdrawn before: { $left }.
delivery-reason-request-approved = The request of this learner was awarded.
request-mails-title = Mail about requests
request-mails-text = How do you want to hear that there is a request for a badge class that you may award?
request-mails-class = Mail about this badge class
request-mails-general = For all badge classes without a choice of their own
request-mails-usual = The standard
request-mails-usual-hint = The standard: at once for a badge class of which you are owner, editor or awarder yourself, otherwise once a day.
request-mails-as-in-general = As for all others
request-mails-at-once = At once, for each request
request-mails-daily = Once a day
request-mails-never = No mail
request-mails-account = View all your choices
mail-request-approved-title = You have received the edubadge “{ $name }”
mail-request-approved-text = { $institution } has approved your request for “{ $name }”. Your edubadge is in your backpack and valid right away.
mail-request-approved-private = Only you see it, until you choose to share it.
mail-request-approved-open = View your edubadge
mail-request-denied-title = Your request for “{ $name }” was denied
mail-request-denied-text = { $institution } has denied your request for “{ $name }”.
mail-request-denied-ask = Questions, or is something wrong? Mail { $mail }.
mail-request-denied-again = You can request this edubadge again.
mail-request-denied-reason = This is the reason:
mail-request-denied-open = View your requests
mail-request-why = You get this mail because you requested an edubadge from { $institution }.
mail-request-made-title = New request: { $name }
mail-request-made-text = A learner has requested “{ $name }” from { $issuer }.
mail-request-made-open = View the request
mail-request-digest-title = { $count ->
    [one] 1 new request
   *[other] { $count } new requests
}
mail-request-digest-text = Since yesterday morning this was requested and not answered yet:
mail-request-digest-line = { $name }: { $count ->
    [one] 1 new request
   *[other] { $count } new requests
}
mail-request-digest-open = View the requests
mail-request-staff-why = You get this mail because you may decide on requests for this badge class. Less mail, or none? Choose that in your account: { $account }
