<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="en">
<context>
    <name>AttachmentPane</name>
    <message numerus="yes">
        <source>%n item(s) left out: a web address or a folder</source>
        <translation>
            <numerusform>%n item left out: a web address or a folder</numerusform>
            <numerusform>%n items left out: web addresses or folders</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n file(s) for {contact}</source>
        <translation>
            <numerusform>%n file for {contact}</numerusform>
            <numerusform>%n files for {contact}</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Drop %n file(s) for {contact} · you choose the channel</source>
        <translation>
            <numerusform>Drop %n file for {contact} · you choose the channel</numerusform>
            <numerusform>Drop %n files for {contact} · you choose the channel</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Drop %n file(s) for {contact} · {channel}, up to {limit}</source>
        <translation>
            <numerusform>Drop %n file for {contact} · {channel}, up to {limit}</numerusform>
            <numerusform>Drop %n files for {contact} · {channel}, up to {limit}</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>Background</name>
    <message numerus="yes">
        <source>%n upload(s) did not arrive.</source>
        <translation>
            <numerusform>%n upload did not arrive.</numerusform>
            <numerusform>%n uploads did not arrive.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n file(s) did not reach the customer.</source>
        <translation>
            <numerusform>%n file did not reach the customer.</numerusform>
            <numerusform>%n files did not reach the customer.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n file(s) may not have been sent.</source>
        <translation>
            <numerusform>%n file may not have been sent.</numerusform>
            <numerusform>%n files may not have been sent.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>CancelAll</name>
    <message numerus="yes">
        <source>%n message(s) could not be held back any more.</source>
        <translation>
            <numerusform>%n message could not be held back any more.</numerusform>
            <numerusform>%n messages could not be held back any more.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>CancelAllQuestion</name>
    <message numerus="yes">
        <source>%n upload(s) will be cancelled.</source>
        <translation>
            <numerusform>%n upload will be cancelled.</numerusform>
            <numerusform>%n uploads will be cancelled.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n message(s) will not be sent.</source>
        <translation>
            <numerusform>%n message will not be sent.</numerusform>
            <numerusform>%n messages will not be sent.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>DeletionQuestion</name>
    <message numerus="yes">
        <source>Delete %Ln receipt(s) from the history?</source>
        <translation>
            <numerusform>Delete %Ln receipt from the history?</numerusform>
            <numerusform>Delete %Ln receipts from the history?</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>EarlierNotice</name>
    <message numerus="yes">
        <source>%n of them is being uploaded again.</source>
        <translation>
            <numerusform>One of them is being uploaded again.</numerusform>
            <numerusform>%n of them are being uploaded again.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Copy the earlier link(s)</source>
        <translation>
            <numerusform>Copy the earlier link</numerusform>
            <numerusform>Copy the earlier links</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>FileChips</name>
    <message numerus="yes">
        <source>and %n more</source>
        <translation>
            <numerusform>and %n more</numerusform>
            <numerusform>and %n more</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n file(s)</source>
        <translation>
            <numerusform>%n file</numerusform>
            <numerusform>%n files</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>FooterBar</name>
    <message numerus="yes">
        <source>%n without a channel</source>
        <translation>
            <numerusform>%n without a channel</numerusform>
            <numerusform>%n without a channel</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n draft(s)</source>
        <translation>
            <numerusform>%n draft</numerusform>
            <numerusform>%n drafts</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>HeldPrompt</name>
    <message numerus="yes">
        <source>Which channel do these %n file(s) go by?</source>
        <translation>
            <numerusform>Which channel does this file go by?</numerusform>
            <numerusform>Which channel do these %n files go by?</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>HistoryFoot</name>
    <message numerus="yes">
        <source>%Ln upload(s)</source>
        <translation>
            <numerusform>%Ln upload</numerusform>
            <numerusform>%Ln uploads</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>kept for %n day(s)</source>
        <translation>
            <numerusform>kept for %n day</numerusform>
            <numerusform>kept for %n days</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>HistoryWindow</name>
    <message numerus="yes">
        <source>%n receipt(s) deleted</source>
        <translation>
            <numerusform>%n receipt deleted</numerusform>
            <numerusform>%n receipts deleted</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n kept: the message is not settled yet</source>
        <translation>
            <numerusform>%n kept: its message is not settled yet</numerusform>
            <numerusform>%n kept: their messages are not settled yet</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln upload(s) written to {file}</source>
        <translation>
            <numerusform>%Ln upload written to {file}</numerusform>
            <numerusform>%Ln uploads written to {file}</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>HoldBanner</name>
    <message numerus="yes">
        <source>%n upload(s) go on by themselves when it is back.</source>
        <translation>
            <numerusform>%n upload goes on by itself when it is back.</numerusform>
            <numerusform>%n uploads go on by themselves when it is back.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n upload(s) go on by themselves when the certificate is valid.</source>
        <translation>
            <numerusform>%n upload goes on by itself when the certificate is valid.</numerusform>
            <numerusform>%n uploads go on by themselves when the certificate is valid.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n upload(s) go on by themselves when it lets them through.</source>
        <translation>
            <numerusform>%n upload goes on by itself when it lets it through.</numerusform>
            <numerusform>%n uploads go on by themselves when it lets them through.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Sign in again: %n message(s) wait.</source>
        <translation>
            <numerusform>Sign in again: %n message waits.</numerusform>
            <numerusform>Sign in again: %n messages wait.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n message(s) go on by themselves when it is back.</source>
        <translation>
            <numerusform>%n message goes on by itself when it is back.</numerusform>
            <numerusform>%n messages go on by themselves when it is back.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n message(s) go on by themselves when the certificate is valid.</source>
        <translation>
            <numerusform>%n message goes on by itself when the certificate is valid.</numerusform>
            <numerusform>%n messages go on by themselves when the certificate is valid.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n message(s) go on by themselves when it lets them through.</source>
        <translation>
            <numerusform>%n message goes on by itself when it lets it through.</numerusform>
            <numerusform>%n messages go on by themselves when it lets them through.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Sign in again: %n upload(s) wait.</source>
        <translation>
            <numerusform>Sign in again: %n upload waits.</numerusform>
            <numerusform>Sign in again: %n uploads wait.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>JournalKeeper</name>
    <message numerus="yes">
        <source>The list of uploads was damaged. It is now {file}; %n upload(s) were recovered.</source>
        <translation>
            <numerusform>The list of uploads was damaged. It is now {file}; %n upload was recovered.</numerusform>
            <numerusform>The list of uploads was damaged. It is now {file}; %n uploads were recovered.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n upload(s) could not be read: attach them again.</source>
        <translation>
            <numerusform>%n upload could not be read: attach it again.</numerusform>
            <numerusform>%n uploads could not be read: attach them again.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>LeaveQuestion</name>
    <message numerus="yes">
        <source>%n upload(s) have not arrived yet.</source>
        <translation>
            <numerusform>%n upload has not arrived yet.</numerusform>
            <numerusform>%n uploads have not arrived yet.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n message(s) have not been sent yet.</source>
        <translation>
            <numerusform>%n message has not been sent yet.</numerusform>
            <numerusform>%n messages have not been sent yet.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n draft(s) will be forgotten.</source>
        <translation>
            <numerusform>%n draft will be forgotten.</numerusform>
            <numerusform>%n drafts will be forgotten.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n file(s) wait for a channel and will be forgotten.</source>
        <translation>
            <numerusform>%n file waits for a channel and will be forgotten.</numerusform>
            <numerusform>%n files wait for a channel and will be forgotten.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n file(s) are not attached yet and will be forgotten.</source>
        <translation>
            <numerusform>%n file is not attached yet and will be forgotten.</numerusform>
            <numerusform>%n files are not attached yet and will be forgotten.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Stop and keep them</source>
        <translation>
            <numerusform>Stop and keep it</numerusform>
            <numerusform>Stop and keep them</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>They go on when you sign in to this location again.</source>
        <translation>
            <numerusform>It goes on when you sign in to this location again.</numerusform>
            <numerusform>They go on when you sign in to this location again.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Cancel %n upload(s) and close</source>
        <translation>
            <numerusform>Cancel %n upload and close</numerusform>
            <numerusform>Cancel %n uploads and close</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Cancel %n upload(s) and leave</source>
        <translation>
            <numerusform>Cancel %n upload and leave</numerusform>
            <numerusform>Cancel %n uploads and leave</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Close without sending %n message(s)</source>
        <translation>
            <numerusform>Close without sending %n message</numerusform>
            <numerusform>Close without sending %n messages</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Leave without sending %n message(s)</source>
        <translation>
            <numerusform>Leave without sending %n message</numerusform>
            <numerusform>Leave without sending %n messages</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>They go on at the next start.</source>
        <translation>
            <numerusform>It goes on at the next start.</numerusform>
            <numerusform>They go on at the next start.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>They stay in the list, and stay paused.</source>
        <translation>
            <numerusform>It stays in the list, and stays paused.</numerusform>
            <numerusform>They stay in the list, and stay paused.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n stay(s) paused.</source>
        <translation>
            <numerusform>%n stays paused.</numerusform>
            <numerusform>%n stay paused.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>The practice account forgets them.</source>
        <translation>
            <numerusform>The practice account forgets it.</numerusform>
            <numerusform>The practice account forgets them.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>They stay in the list as cancelled, and do not arrive by themselves.</source>
        <translation>
            <numerusform>It stays in the list as cancelled, and does not arrive by itself.</numerusform>
            <numerusform>They stay in the list as cancelled, and do not arrive by themselves.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>OfferedFiles</name>
    <message numerus="yes">
        <source>%n file(s) to attach: {names}.</source>
        <translation>
            <numerusform>%n file to attach: {names}.</numerusform>
            <numerusform>%n files to attach: {names}.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Attach %n file(s) for {contact}? {names}</source>
        <translation>
            <numerusform>Attach %n file for {contact}? {names}</numerusform>
            <numerusform>Attach %n files for {contact}? {names}</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>ReceiptCommands</name>
    <message numerus="yes">
        <source>%n link(s) copied</source>
        <translation>
            <numerusform>%n link copied</numerusform>
            <numerusform>%n links copied</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>SendAgainQuestion</name>
    <message numerus="yes">
        <source>and %n more</source>
        <translation>
            <numerusform>and %n more</numerusform>
            <numerusform>and %n more</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>TotalWords</name>
    <message numerus="yes">
        <source>%n uploading</source>
        <translation>
            <numerusform>%n uploading</numerusform>
            <numerusform>%n uploading</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n uploaded</source>
        <translation>
            <numerusform>%n uploaded</numerusform>
            <numerusform>%n uploaded</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n waiting</source>
        <translation>
            <numerusform>%n waiting</numerusform>
            <numerusform>%n waiting</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n paused</source>
        <translation>
            <numerusform>%n paused</numerusform>
            <numerusform>%n paused</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n message(s) pending</source>
        <translation>
            <numerusform>%n message pending</numerusform>
            <numerusform>%n messages pending</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n need(s) attention</source>
        <translation>
            <numerusform>%n needs attention</numerusform>
            <numerusform>%n need attention</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>UploadCommands</name>
    <message numerus="yes">
        <source>%n message(s) will not be sent</source>
        <translation>
            <numerusform>%n message will not be sent</numerusform>
            <numerusform>%n messages will not be sent</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n link(s) copied</source>
        <translation>
            <numerusform>%n link copied</numerusform>
            <numerusform>%n links copied</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>_Plurals</name>
    <message numerus="yes">
        <source>%n unread</source>
        <translation>
            <numerusform>%n unread</numerusform>
            <numerusform>%n unread</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Drop %n file(s)</source>
        <translation>
            <numerusform>Drop %n file</numerusform>
            <numerusform>Drop %n files</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Drop %n file(s) · you choose the channel</source>
        <translation>
            <numerusform>Drop %n file · you choose the channel</numerusform>
            <numerusform>Drop %n files · you choose the channel</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Drop %n file(s) · {channel}, up to {limit}</source>
        <translation>
            <numerusform>Drop %n file · {channel}, up to {limit}</numerusform>
            <numerusform>Drop %n files · {channel}, up to {limit}</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n files are in the draft of this conversation already.</source>
        <translation>
            <numerusform>%n file is in the draft of this conversation already.</numerusform>
            <numerusform>%n files are in the draft of this conversation already.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n files were already uploaded to this conversation.</source>
        <translation>
            <numerusform>%n file was already uploaded to this conversation.</numerusform>
            <numerusform>%n files were already uploaded to this conversation.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n files were already sent to this conversation.</source>
        <translation>
            <numerusform>%n file was already sent to this conversation.</numerusform>
            <numerusform>%n files were already sent to this conversation.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n messages.</source>
        <translation>
            <numerusform>%n message.</numerusform>
            <numerusform>%n messages.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>At most %n file(s) in each; the text goes with the first.</source>
        <translation>
            <numerusform>At most %n file in each; the text goes with the first.</numerusform>
            <numerusform>At most %n files in each; the text goes with the first.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n file(s) did not arrive and will not be sent.</source>
        <translation>
            <numerusform>%n file did not arrive and will not be sent.</numerusform>
            <numerusform>%n files did not arrive and will not be sent.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n cancelled file(s) will not be sent.</source>
        <translation>
            <numerusform>%n cancelled file will not be sent.</numerusform>
            <numerusform>%n cancelled files will not be sent.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Is sent once %n file(s) have been read…</source>
        <translation>
            <numerusform>Is sent once %n file has been read…</numerusform>
            <numerusform>Is sent once %n files have been read…</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n file(s) are being read…</source>
        <translation>
            <numerusform>%n file is being read…</numerusform>
            <numerusform>%n files are being read…</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n file(s)</source>
        <translation>
            <numerusform>%n file</numerusform>
            <numerusform>%n files</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>will be sent with %n more</source>
        <translation>
            <numerusform>will be sent with %n more</numerusform>
            <numerusform>will be sent with %n more</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>will be sent when %n more have arrived</source>
        <translation>
            <numerusform>will be sent when %n more has arrived</numerusform>
            <numerusform>will be sent when %n more have arrived</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>_Words</name>
    <message numerus="yes">
        <source>%n s left</source>
        <translation>
            <numerusform>%n s left</numerusform>
            <numerusform>%n s left</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n min left</source>
        <translation>
            <numerusform>%n min left</numerusform>
            <numerusform>%n min left</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n h {minutes} min left</source>
        <translation>
            <numerusform>%n h {minutes} min left</numerusform>
            <numerusform>%n h {minutes} min left</numerusform>
        </translation>
    </message>
</context>
</TS>
