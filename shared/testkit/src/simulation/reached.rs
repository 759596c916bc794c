//! The rare states that the stories are for. A run that never reaches one of them shows nothing
//! about the rules that concern it.

macro_rules! rare_states {
    ($($name:ident: $meaning:literal,)+) => {
        /// A state that few stories reach.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
        pub enum Rare {
            $(#[doc = $meaning] $name,)+
        }

        impl Rare {
            /// All of them.
            pub const ALL: &[Self] = &[$(Self::$name,)+];

            /// What it means.
            pub const fn meaning(self) -> &'static str {
                match self {
                    $(Self::$name => $meaning,)+
                }
            }
        }
    };
}

rare_states! {
    // The table and the processes.
    WrittenAndCalledAConflict: "a commit is written and called a conflict",
    WrittenAndNotAnswered: "a commit is written and its answer is lost",
    WrittenLate: "a commit is written after its caller has given up",
    DatedBack: "clocks differ, and a message is dated before one that was stored earlier",
    KilledAtItsDeadline: "a process is killed at its deadline",
    // The queues.
    WakeUpBeforeItsCommit: "a wake-up comes before the commit that it was sent for",
    WakeUpForNothing: "a wake-up comes for a message whose webhook died before it was stored",
    WakeUpDeadLettered: "a wake-up is received so often that it is dead-lettered",
    WakeUpsPurged: "an operator empties the queue of the wake-ups",
    DeletedWithMessages: "an integration is deleted while messages of it are queued",
    DeliveredTwiceAtOnce: "a queue delivers one message twice at once",
    DeletionLost: "a message was worked, and its deletion from the queue is lost",
    // Messages and batches.
    DuplicateWebhook: "a webhook finds its message stored",
    TooOldToStore: "a message is too old to be stored",
    MessageDuringARun: "a message comes while a run holds the turn",
    BatchCut: "a batch is cut at its bound, and the next window holds the rest",
    LongestWait: "a window that waits for quiet is answered before there is any, after its longest wait",
    AnsweredAtOnce: "a message needs no wait, and its window is answered before its wait is over",
    AnsweredAtOnceAfterARun: "a message that needs no wait comes during a run, and is answered right after it",
    BatchTooOld: "a batch is too old to be answered",
    BatchExpired: "all messages that wait have expired",
    OverBudget: "a contact has been given as many replies as the settings allow in an hour",
    TurnTokensSpent: "a question would take more tokens than a turn may",
    ContactTokensSpent: "a question would take more tokens than a contact has left of the day",
    DayTokensSpent: "a question would take more tokens than are left of the day",
    TookMoreThanReserved: "an answer takes more tokens than were reserved for it",
    ReservedAfterACall: "tokens are reserved for another question, after tools were called",
    SpentAfterACall: "a cap leaves no room for another question, after tools were called",
    ReservationLeft: "a process dies while the assistant thinks, and what it reserved stays counted",
    Phrase: "the contact asks for a person with a phrase of the settings",
    Edited: "a message that waits is edited",
    Deleted: "a message that waits is deleted",
    FileAlone: "a message is a file without words",
    Quoted: "a message quotes another one by its id",
    Renamed: "a contact gets another number",
    NumberOfAnother: "somebody writes under a number that another contact has had",
    // What was sent and not delivered.
    UndeliveredVoice: "a voice that the channel could not deliver goes out as text",
    UndeliveredReply: "a reply that the channel could not deliver goes to people",
    UndeliveredDuringATurn: "a failed delivery is reported during a turn",
    UndeliveredToPeople: "a failed delivery is reported while people have the conversation",
    UndeliveredUnrecorded: "a failed delivery is reported before the part is recorded",
    // Turns.
    ResumedUndecided: "a turn is resumed whose process died before it decided",
    ResumedDecided: "a turn is resumed whose process died with the reply decided and nothing sent",
    ResumedBetweenParts: "a turn is resumed whose process died between two parts",
    ResumedAllSent: "a turn is resumed whose process died with all sent and its end not written",
    ResumedTransfer: "a turn is resumed whose process died with the transfer decided",
    AttemptsUsedUp: "a turn's attempts are used up, and the claim hands over",
    TurnTimeUsedUp: "a turn's time is used up before its attempts are",
    BalloonsDropped: "a contact writes between two balloons, and the rest of the reply is dropped",
    ResumedBeforeABalloon: "a turn is resumed whose process died before a balloon, as in a pause",
    TakenBetweenTwoBalloons: "people take the conversation between two balloons",
    PauseShortened: "an invocation has too little time for a pause",
    PartDoubled: "a part is sent twice, because its acknowledgement was lost",
    Undeliverable: "the channel refuses a reply, and the conversation goes to people",
    // Voices.
    VoiceFellBackToText: "a reply that was to be spoken is sent as it was written",
    RestOfAVoiceFellBackToText: "some of a reply is heard, and the rest is text",
    VoiceFoundAgain: "a voice is found again in the bucket by another attempt",
    VoicePaidTwice: "a voice is paid for twice, because it was not heard the first time",
    Heard: "a recording is heard",
    Unheard: "a recording is not heard, and the assistant is told why",
    HeardByAnother: "a run waits for somebody else who hears a recording",
    RecordingPaidTwice: "a recording is paid for twice, because its words were lost the first time",
    HearingCapMet: "the seconds of the day are spent",
    TakenWhileARecordingIsHeard: "people take the conversation while a recording is heard",
    ToolCalled: "a tool is called",
    ToolCalledAgain: "a tool is called again under the same key",
    ToolFailed: "the assistant is told that a call failed",
    TakenWhileAToolIsCalled: "people take the conversation while a tool is called",
    FileShown: "a file is shown to the assistant",
    FileNotShown: "a file is not shown, and the assistant is told why",
    FileFetchedAgain: "a file that could not be fetched at first is shown all the same",
    TakenWhileAFileIsFetched: "people take the conversation while a file is fetched",
    DayCapMet: "the characters of the day are spent",
    // People.
    TakenInAWindow: "people take the conversation before any run",
    TakenWhileTheAssistantThinks: "people take the conversation while the assistant thinks",
    TakenWhileAVoiceIsMade: "people take the conversation while a voice is made",
    TakenWhileAPartIsOnItsWay: "people take the conversation while a part is on its way",
    TakenBetweenTwoParts: "people take the conversation between two parts of a reply",
    LateWords: "a person's words come so late that the assistant keeps the conversation",
    ReleaseOpensAWindow: "people give back what they did not answer, and a window opens",
    ReleaseForgets: "people give back what they did not answer, and it stays unanswered",
    CameBackByItself: "people were quiet for long, and the conversation comes back by itself",
    CameBackWithAMessage: "people were quiet for long, and a message comes before the return does",
    StillFailing: "the assistant is asked again for what people have, and fails again",
    DeskHearsOfARecovery: "the assistant has recovered, and the desk takes the conversation back",
    PeopleBeforeTheDeskHears: "the assistant has recovered, and people take over before the desk hears",
    // Transfers.
    GivenBackBeforeItIsQueued: "people give back a conversation whose transfer is not queued yet",
    ReleaseVoidsAnUntoldTransfer: "people give back a conversation whose contact was not told yet",
    PersonWritesDuringATransfer: "a person writes while a transfer is on its way",
    TransferLeaseLapsedAtTheDesk: "a process dies at the desk, and its transfer's lease lapses",
    TransferMessageDoubled: "a transfer message is sent twice, as its acknowledgement was lost",
    TransferMessageRefused: "the channel refuses a transfer message for good",
    DeskBeforeTheContact: "a desk takes a step although the contact could not be told yet",
    TransferDead: "a transfer has failed for too long and is dead-lettered",
    // Desks.
    DeskRepeats: "a desk tells of an event again, and it is not believed",
    DeskTellsOldNews: "a desk's event is older than what is known, and is not believed",
    DeskClosesAnEarlierTicket: "a desk closes an earlier ticket, and people keep the conversation",
    // Tests.
    TestAnswered: "somebody tries an integration, and is answered",
    TestAnsweredWhileDisabled: "a test is answered although its integration is disabled",
    TestHandedOver: "a test goes to people, with all that a transfer takes",
    TestAnsweredByAPerson: "somebody writes in a test as a person",
    // Integrations.
    DisabledInAWindow: "an integration is disabled while a window is open",
    DisabledInATurn: "an integration is disabled while a turn is in progress",
    ChangedInATurn: "an integration's settings change while a turn is in progress",
    AnsweredAlthoughDisabled: "a turn that has sent something ends although the integration is disabled",
}
