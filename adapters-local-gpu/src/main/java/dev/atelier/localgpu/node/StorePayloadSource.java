package dev.atelier.localgpu.node;

import dev.atelier.application.inference.CheckPayload;
import dev.atelier.application.inference.PayloadRules;
import dev.atelier.application.storage.ModelStore;
import dev.atelier.domain.InvalidRequestException;
import dev.atelier.domain.inference.InferenceJob;
import dev.atelier.localgpu.webui.payload.PayloadCheck;
import dev.atelier.localgpu.webui.payload.PayloadSource;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** A job's payload in the store. Remembers errors of store and check, which are not the node's fault. */
final class StorePayloadSource implements PayloadSource, PayloadCheck {

    private final InferenceJob job;
    private final ModelStore store;
    private final CheckPayload check;
    private final PayloadRules rules;
    private volatile Exception failure;

    StorePayloadSource(InferenceJob job, ModelStore store, CheckPayload check, PayloadRules rules) {
        this.job = job;
        this.store = store;
        this.check = check;
        this.rules = rules;
    }

    Optional<Exception> failure() {
        return Optional.ofNullable(failure);
    }

    @Override
    public void check(Map<String, Object> payload) {
        try {
            check.check(job, payload);
        } catch (InvalidRequestException e) {
            throw e;
        } catch (RuntimeException e) {
            failure = e;
            throw e;
        }
    }

    @Override
    public Map<String, Set<String>> leftOut(Map<String, Object> payload) {
        return check.leftOut(payload);
    }

    @Override
    public boolean isOff(String title, Object args) {
        return rules.isOff(title, args);
    }

    @Override
    public InputStream open() throws IOException {
        try {
            return new Watched(store.open(job.payload()));
        } catch (IOException e) {
            throw remembered(e);
        }
    }

    private IOException remembered(IOException e) {
        failure = e;
        return e;
    }

    private final class Watched extends FilterInputStream {

        private Watched(InputStream in) {
            super(in);
        }

        @Override
        public int read() throws IOException {
            try {
                return super.read();
            } catch (IOException e) {
                throw remembered(e);
            }
        }

        @Override
        public int read(byte[] buffer, int offset, int length) throws IOException {
            try {
                return super.read(buffer, offset, length);
            } catch (IOException e) {
                throw remembered(e);
            }
        }
    }
}
