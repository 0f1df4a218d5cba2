package dev.atelier.localgpu.node;

import dev.atelier.domain.InvalidRequestException;
import dev.atelier.domain.inference.InferenceJob;
import dev.atelier.localgpu.webui.PayloadCheck;
import dev.atelier.localgpu.webui.PayloadSource;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Map;
import java.util.Optional;

/** A job's payload in the store. Remembers errors of store and check, which are not the node's fault. */
final class StorePayloadSource implements PayloadSource, PayloadCheck {

    private final InferenceJob job;
    private final Ports ports;
    private volatile Exception failure;

    StorePayloadSource(InferenceJob job, Ports ports) {
        this.job = job;
        this.ports = ports;
    }

    Optional<Exception> failure() {
        return Optional.ofNullable(failure);
    }

    @Override
    public void check(Map<String, Object> payload) {
        try {
            ports.check().check(job, payload);
        } catch (InvalidRequestException e) {
            throw e;
        } catch (RuntimeException e) {
            failure = e;
            throw e;
        }
    }

    @Override
    public boolean isOff(String title, Object args) {
        return ports.rules().isOff(title, args);
    }

    @Override
    public InputStream open() throws IOException {
        try {
            return new Watched(ports.store().open(job.payload()));
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
