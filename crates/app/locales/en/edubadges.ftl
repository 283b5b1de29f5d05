# Edubadges that were issued: lists, revoking, correcting; and what there is to do today.
standing-valid = Valid
standing-expiring = Expires within 30 days
standing-expired = Expired
standing-revoked = Revoked
origin-award = Direct award
origin-request = Request
origin-replacement = In place of another
edubadges-lead-all = All edubadges that were issued, as far as your roles reach. What learners do with them is up to them.
edubadges-search = Search by name, mail address or student number
edubadges-search-all = Search by name, mail address, student number or badge class
edubadges-column-holder = Whose
edubadges-column-mail = Mail address
edubadges-column-eppn = EPPN
edubadges-column-class = Badge class
edubadges-column-how = How
edubadges-column-awarded = Awarded
edubadges-column-ends = Valid until
edubadges-column-state = Status
edubadges-column-revoked = Kind of reason
edubadges-column-grade = Grade

record-asks = The learner asks for a correction
record-correct = Correct this edubadge
record-refuse = Don't correct it
record-refuse-do = Send the answer
refuse-answer = Why not?
refuse-answer-hint = The learner reads this.
record-revoked = Revoked
record-newer = See the new edubadge
record-older = In place of
record-older-open = See the previous edubadge
record-renew = Award again
record-facts = What it says
record-narrative = Narrative
record-evidence = Evidence

correct-title = Correct an edubadge
correct-lead = You issue a corrected edubadge to { $name }. Change what is wrong.
correct-name = Which name does it get?
correct-name-same = The same name as now
correct-name-validated = The name that is validated for the learner now
correct-name-typed = Another name, which I fill in below
correct-typed-name = Other name
correct-typed-name-hint = Only when you choose another name above. The edubadge says that you filled in the name.
correct-grade = Grade
correct-narrative = Narrative
correct-evidence-url = Web address of the evidence
correct-evidence-name = Name of the evidence
correct-evidence-description = Description of the evidence
correct-newer = This edubadge belongs to version { $old } of the badge class. Version { $new } is newer.
correct-newest-version = Use the newest version of the badge class
correct-reason = What do you correct?
correct-reason-hint = Only the learner reads this.
correct-what-happens = The new edubadge is valid at once, and for as long as the old one. The old one is revoked as superseded. The learner gets a mail and chooses whether the new one becomes public.
correct-do = Issue the corrected edubadge
error-no-validated-name = No name is validated for this learner now.
flash-edubadge-corrected = The corrected edubadge was issued. The learner gets a mail.
flash-correction-refused = Your answer was sent.

revocations-title = Revocations
revocations-lead = What was revoked together stands together. If it was a mistake, you can undo it.
revocations-none = Nothing was revoked here yet.
revocations-when = When
revocations-who = By whom
revocations-count = Number
revocations-undone = Undone
revocation-title =
    { $count ->
        [one] { $count } edubadge revoked
       *[other] { $count } edubadges revoked
    }
revocation-reason = Explanation for the learners
revocation-mistake = Was this a mistake?
revocation-mistake-text = Everyone who had one of these edubadges gets a new one that is valid at once. The revoked edubadges stay revoked. Who got a valid one again meanwhile doesn't get a second one. This can be done once.
revocation-undo =
    { $count ->
        [one] Issue this edubadge again
       *[other] Issue these { $count } edubadges again
    }
revocation-undone-by = { $who } undid this on { $when }.
revocation-reissued =
    { $count ->
        [0] No edubadge had to be issued again.
        [one] { $count } edubadge was issued again.
       *[other] { $count } edubadges were issued again.
    }
revocation-instead = Came in its place
revocation-nothing-instead = None
flash-revocation-undone = Issued again: { $n }. The learners get a mail.
conflict-revocation-undone = This revocation was undone already.

corrections-title = Corrections asked for
corrections-lead = Learners say here what is wrong with their edubadge.
corrections-none = Nobody asked for a correction.
corrections-column-text = What is wrong
corrections-column-asked = Asked on
corrections-column-state = Status
corrections-column-answer = Answer
correction-state-open = Waits for an answer
correction-state-granted = Corrected
correction-state-refused = Not corrected
correction-state-withdrawn = Withdrawn

ask-correction-title = Ask for a correction
ask-correction-lead = Write what is wrong with this edubadge. { $institution } reads it and issues a corrected edubadge, or tells you why not.
ask-correction-text = What is wrong?
ask-correction-text-hint = For example: my surname is misspelt.
ask-correction-do = Send your question
own-corrections = Corrections that you asked for
own-correction-open = Sent. You get a mail when there is an answer.
own-correction-granted = The corrected edubadge was issued.
own-correction-refused = The issuer doesn't correct this.
own-correction-withdrawn = You withdrew your question.
own-correction-withdraw = Withdraw your question
edubadge-newer = See the edubadge that came in its place
edubadge-older-one = In place of
edubadge-older-open = an earlier edubadge
flash-correction-asked = Your question was sent. You get a mail when there is an answer.
flash-correction-withdrawn = Your question was withdrawn.
conflict-correction-open = You asked for a correction already. Wait for the answer, or withdraw your question.
conflict-correction-decided = This question has an answer already, or was withdrawn.
conflict-correction-revoked = This edubadge was revoked and can't be corrected any more.
conflict-correction-erased = This learner's data was erased.

mail-corrected-title = Your edubadge “{ $name }” was corrected
mail-corrected-text = { $institution } issued a corrected edubadge “{ $name }” to you. It is valid at once. The old one was revoked as superseded.
mail-corrected-reason = This was corrected:
mail-reissued-title = Your edubadge “{ $name }” was restored
mail-reissued-text = { $institution } had revoked your edubadge “{ $name }” by mistake. You get a new one that is valid at once. The old one stays revoked.
mail-replaced-sharing = The new one is private, also when you had shared the old one. You choose whether to make it public; an old link doesn't lead to it.
mail-correction-asked-title = Asked: a correction of “{ $name }”
mail-correction-asked-text = { $holder } says that something is wrong with the edubadge “{ $name }”:
mail-correction-asked-open = See the question
mail-correction-asked-why = You get this mail because you awarded this edubadge, or because this is the contact address at { $institution }.
mail-correction-refused-title = Answer to your question about “{ $name }”
mail-correction-refused-text = { $institution } doesn't change your edubadge “{ $name }”. This is the reason:
mail-correction-refused-why = You get this mail because you asked for a correction.

overview-title = What is there to do today?
overview-nothing = Nothing waits for you
need-request =
    { $count ->
        [one] { $count } request waits for an answer
       *[other] { $count } requests wait for an answer
    }
need-correction =
    { $count ->
        [one] { $count } learner asks for a correction
       *[other] { $count } learners ask for a correction
    }
need-failed-delivery =
    { $count ->
        [one] { $count } mail with an edubadge did not arrive
       *[other] { $count } mails with an edubadge did not arrive
    }
need-review =
    { $count ->
        [one] { $count } badge class waits for your review
       *[other] { $count } badge classes wait for your review
    }
need-draft =
    { $count ->
        [one] { $count } draft is not published yet
       *[other] { $count } drafts are not published yet
    }
need-expiring =
    { $count ->
        [one] { $count } edubadge expires within 30 days
       *[other] { $count } edubadges expire within 30 days
    }
institution-see-edubadges = Issued edubadges
institution-see-audit = Audit trail
list-from = From
list-until = Until
need-invitation =
    { $count ->
        [one] { $count } invitation ends within a week
       *[other] { $count } invitations end within a week
    }
