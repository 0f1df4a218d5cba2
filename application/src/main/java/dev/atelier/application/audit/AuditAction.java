package dev.atelier.application.audit;

import dev.atelier.domain.InvalidRequestException;
import dev.atelier.domain.TextSanitizer;
import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;

/** What the audit log records. */
public enum AuditAction {
    USER_SAVE,
    USER_DELETE,
    ROLE_SAVE,
    ROLE_DELETE,
    KEY_ADD,
    KEY_ROTATE,
    KEY_REVOKE,
    ENDPOINT_CREATE,
    ENDPOINT_CHANGE,
    ENDPOINT_DELETE,
    CHECKPOINT_CREATE,
    CHECKPOINT_COMPLETE,
    CHECKPOINT_DISABLE,
    CHECKPOINT_ENABLE,
    CHECKPOINT_IMPORT,
    CHECKPOINT_MERGE,
    CHECKPOINT_RENAME,
    CHECKPOINT_ANNOTATE,
    CHECKPOINT_SHARE,
    CHECKPOINT_DELETE,
    IMPORT_CANCEL,
    CREDENTIAL_SET,
    CREDENTIAL_DELETE,
    MODEL_CREATE,
    MODEL_COMPLETE,
    NODE_ADD,
    NODE_CHANGE,
    NODE_REMOVE,
    NODE_DRAIN,
    NODE_RESUME,
    QUEUE_CANCEL,
    QUEUE_MOVE,
    QUOTA_SET,
    QUOTA_DELETE,
    WEBHOOK_CREATE,
    WEBHOOK_ENABLE,
    WEBHOOK_DELETE,
    /** One job of another user was read, or the links to its files. */
    JOB_READ,
    /** A page of a list with jobs of other users was read. */
    JOB_LIST;

    /** In the API and the database: type of subject and verb, as in {@code user.save}. */
    public String word() {
        return name().toLowerCase(Locale.ROOT).replace('_', '.');
    }

    /** The type of what it is done to, as in {@code user}. */
    public String subjectType() {
        return word().substring(0, word().indexOf('.'));
    }

    /**
     * The action of that word.
     *
     * @throws InvalidRequestException if there is none
     */
    public static AuditAction of(String word) {
        return Arrays.stream(values())
                .filter(action -> action.word().equals(word))
                .findFirst()
                .orElseThrow(() -> new InvalidRequestException("action " + TextSanitizer.quote(word)
                        + " is not recorded; recorded are "
                        + Arrays.stream(values()).map(AuditAction::word).collect(Collectors.joining(", "))));
    }

    /** This action on that subject, with nothing more to say. */
    public AuditEntry.Deed on(Object subject) {
        return on(subject, "");
    }

    /**
     * This action on that subject.
     *
     * @param details what was done in a few words; no secret, prompt or password
     */
    public AuditEntry.Deed on(Object subject, String details) {
        return new AuditEntry.Deed(this, subject.toString(), details);
    }
}
