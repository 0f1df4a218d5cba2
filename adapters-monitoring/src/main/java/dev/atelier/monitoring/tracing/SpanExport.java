package dev.atelier.monitoring.tracing;

import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.exporter.otlp.http.trace.OtlpHttpSpanExporter;
import io.opentelemetry.exporter.otlp.http.trace.OtlpHttpSpanExporterBuilder;
import io.opentelemetry.sdk.resources.Resource;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import io.opentelemetry.sdk.trace.export.BatchSpanProcessor;
import io.opentelemetry.sdk.trace.samplers.Sampler;
import java.time.Duration;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.logging.Level;
import java.util.logging.Logger;

/**
 * Sends spans to the receiver in batches, on a thread of its own. What it does not accept in time is lost: the queue holds the
 * first two thousand until they are sent, and recording a span never waits. Thread-safe.
 */
final class SpanExport implements AutoCloseable {

    private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(3);
    private static final Duration TIMEOUT = Duration.ofSeconds(10);
    private static final Duration DELAY = Duration.ofSeconds(1);

    /** What a stop of the service may wait for a receiver that does not answer. */
    private static final Duration CLOSE = Duration.ofSeconds(3);

    /** Writes past the service's log, once for each batch that is lost; {@link LoggedExporter} does so instead. Kept, as its level is lost otherwise. */
    private static final Logger OWN_LOG = Logger.getLogger("io.opentelemetry");

    private final SdkTracerProvider provider;

    SpanExport(TracingConfiguration configuration) {
        OWN_LOG.setLevel(Level.OFF);
        OtlpHttpSpanExporterBuilder otlp = OtlpHttpSpanExporter.builder()
                .setEndpoint(configuration.url())
                .setCompression("gzip")
                .setConnectTimeout(CONNECT_TIMEOUT)
                .setTimeout(TIMEOUT);
        configuration.headersByName().forEach(otlp::addHeader);
        provider = SdkTracerProvider.builder()
                .setResource(resource(configuration.serviceName()))
                .setSampler(Sampler.parentBased(Sampler.traceIdRatioBased(configuration.ratio())))
                .addSpanProcessor(BatchSpanProcessor.builder(new LoggedExporter(otlp.build(), configuration.url()))
                        .setScheduleDelay(DELAY)
                        .setExporterTimeout(TIMEOUT)
                        .build())
                .build();
    }

    /** The instance is this process. */
    private static Resource resource(String serviceName) {
        Optional<String> version =
                Optional.ofNullable(SpanExport.class.getPackage().getImplementationVersion());
        return Resource.getDefault()
                .merge(Resource.create(Attributes.builder()
                        .put("service.name", serviceName)
                        .put("service.version", version.orElse("unknown"))
                        .put("service.instance.id", UUID.randomUUID().toString())
                        .build()));
    }

    Tracer tracer() {
        return provider.get("dev.atelier");
    }

    @Override
    public void close() {
        provider.shutdown().join(CLOSE.toMillis(), TimeUnit.MILLISECONDS);
    }
}
