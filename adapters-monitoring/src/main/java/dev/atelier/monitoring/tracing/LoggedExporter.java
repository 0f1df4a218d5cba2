package dev.atelier.monitoring.tracing;

import io.opentelemetry.exporter.internal.FailedExportException.HttpExportException;
import io.opentelemetry.sdk.common.CompletableResultCode;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.sdk.trace.export.SpanExporter;
import java.util.Collection;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Logs in one line each when a receiver stops to accept spans, and when it does so again. Thread-safe. */
final class LoggedExporter implements SpanExporter {

    private static final Logger LOG = LoggerFactory.getLogger(LoggedExporter.class);

    private final SpanExporter exporter;
    private final String url;

    /** Since the receiver accepted the last ones. */
    private final AtomicLong lost = new AtomicLong();

    LoggedExporter(SpanExporter exporter, String url) {
        this.exporter = exporter;
        this.url = url;
    }

    @Override
    public CompletableResultCode export(Collection<SpanData> spans) {
        int count = spans.size();
        CompletableResultCode result = exporter.export(spans);
        result.whenComplete(() -> ended(result, count));
        return result;
    }

    private void ended(CompletableResultCode result, int spans) {
        if (result.isSuccess()) {
            long before = lost.getAndSet(0);
            if (before > 0) {
                LOG.info("Traces are sent to {} again; {} spans were lost", url, before);
            }
        } else if (lost.getAndAdd(spans) == 0) {
            LOG.warn(
                    "Traces cannot be sent to {}, and are lost until they can: {}",
                    url,
                    reason(result.getFailureThrowable()));
        }
    }

    /** The status of a response is in no message, only in the internal type of the failure. */
    private static String reason(Throwable failure) {
        if (failure instanceof HttpExportException http && http.getResponse() != null) {
            return "status " + http.getResponse().getStatusCode();
        }
        if (failure == null) {
            return "no answer in time";
        }
        return (failure.getCause() == null ? failure : failure.getCause()).toString();
    }

    @Override
    public CompletableResultCode flush() {
        return exporter.flush();
    }

    @Override
    public CompletableResultCode shutdown() {
        return exporter.shutdown();
    }
}
