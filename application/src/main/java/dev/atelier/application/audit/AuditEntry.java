package dev.atelier.application.audit;

import dev.atelier.domain.access.UserName;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;

/**
 * One entry of the audit log. Immutable.
 *
 * @param user who did it; empty for the commands of the installation's own machine
 * @param origin where the call came from
 */
public record AuditEntry(UUID id, Instant time, Optional<UserName> user, CallOrigin.Origin origin, Deed deed) {

    /** The maximum length of a subject; longer ones are cut. */
    public static final int MAX_SUBJECT = 300;

    /** The maximum length of details; longer ones are cut. */
    public static final int MAX_DETAILS = 1000;

    /**
     * What was done.
     *
     * @param subject the id of what it was done to, or its name where names do not change; at most {@link #MAX_SUBJECT}
     *     characters
     * @param details in a few words, perhaps none; at most {@link #MAX_DETAILS} characters
     */
    public record Deed(AuditAction action, String subject, String details) {

        public Deed {
            subject = cut(subject, MAX_SUBJECT);
            details = cut(details, MAX_DETAILS);
        }

        /** H2 counts as Java does; no character of two parts is cut in the middle. */
        private static String cut(String text, int most) {
            if (text.length() <= most) {
                return text;
            }
            int end = Character.isHighSurrogate(text.charAt(most - 2)) ? most - 2 : most - 1;
            return text.substring(0, end) + "…";
        }
    }
}
