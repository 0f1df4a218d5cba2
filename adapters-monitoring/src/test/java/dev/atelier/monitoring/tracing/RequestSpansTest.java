package dev.atelier.monitoring.tracing;

import static dev.atelier.monitoring.tracing.RecordedSpans.attribute;
import static org.assertj.core.api.Assertions.assertThat;

import dev.atelier.application.tracing.Tracer.RequestSpan;
import dev.atelier.domain.TraceContext;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.sdk.trace.samplers.Sampler;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class RequestSpansTest {

    private static final TraceContext CLIENT =
            new TraceContext("4bf92f3577b34da6a3ce929d0e0e4736", "00f067aa0ba902b7", true);

    private final RecordedSpans spans = new RecordedSpans(Sampler.alwaysOn());
    private final RequestSpans requests = new RequestSpans(spans.tracer());

    @AfterEach
    void stop() {
        spans.close();
    }

    @Test
    void aRequestIsNamedByItsRoute() {
        RequestSpan request = requests.begin("GET", Optional.of(CLIENT));
        TraceContext context = request.context().orElseThrow();
        request.end(Optional.of("/inferences/{id}"), 200, "mine-1");

        SpanData span = spans.only();
        assertThat(span.getName()).isEqualTo("GET /inferences/{id}");
        assertThat(span.getKind()).isEqualTo(SpanKind.SERVER);
        assertThat(span.getParentSpanId()).isEqualTo(CLIENT.spanId());
        assertThat(context).isEqualTo(new TraceContext(CLIENT.traceId(), span.getSpanId(), true));
        assertThat(attribute(span, "http.request.method")).isEqualTo("GET");
        assertThat(attribute(span, "http.route")).isEqualTo("/inferences/{id}");
        assertThat(attribute(span, "atelier.request.id")).isEqualTo("mine-1");
        assertThat(span.getAttributes().get(AttributeKey.longKey("http.response.status_code")))
                .isEqualTo(200);
        assertThat(span.getStatus().getStatusCode()).isEqualTo(StatusCode.UNSET);
    }

    @Test
    void whatClientsMakeUpIsInNoName() {
        requests.begin("BREW", Optional.empty()).end(Optional.empty(), 403, "x");

        SpanData span = spans.only();
        assertThat(span.getName()).isEqualTo("HTTP");
        assertThat(span.getParentSpanContext().isValid()).isFalse();
        assertThat(attribute(span, "http.request.method")).isEqualTo("_OTHER");
        assertThat(attribute(span, "http.route")).isNull();
        assertThat(span.getStatus().getStatusCode()).isEqualTo(StatusCode.UNSET);
    }

    @Test
    void anErrorOfTheServiceIsOne() {
        requests.begin("GET", Optional.empty()).end(Optional.of("/models"), 503, "x");

        SpanData span = spans.only();
        assertThat(span.getStatus().getStatusCode()).isEqualTo(StatusCode.ERROR);
        assertThat(attribute(span, "error.type")).isEqualTo("503");
    }

    @Test
    void aRequestThatIsNotSampledHasATraceNevertheless() {
        try (RecordedSpans none = new RecordedSpans(Sampler.alwaysOff())) {
            RequestSpan request = new RequestSpans(none.tracer()).begin("GET", Optional.empty());
            request.end(Optional.of("/models"), 200, "x");

            assertThat(request.context().orElseThrow().sampled()).isFalse();
            assertThat(none.ended()).isEmpty();
        }
    }
}
