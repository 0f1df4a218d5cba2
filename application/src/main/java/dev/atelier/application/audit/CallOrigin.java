package dev.atelier.application.audit;

import java.util.Optional;

/** Where the call comes from that the present thread handles. Thread-safe. */
@FunctionalInterface
public interface CallOrigin {

    /** {@link Origin#NONE} where no client called. */
    Origin current();

    /**
     * What is known of a call.
     *
     * @param key the name of the API key; empty for calls with a password
     * @param request the id of the request, as it is in its response and in the log
     * @param address the client's IP address; that of the nearest proxy that is not trusted
     */
    record Origin(Optional<String> key, Optional<String> request, Optional<String> address) {

        /** Of what no client asked for. */
        public static final Origin NONE = new Origin(Optional.empty(), Optional.empty(), Optional.empty());
    }
}
