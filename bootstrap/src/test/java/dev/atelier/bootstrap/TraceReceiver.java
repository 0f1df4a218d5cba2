package dev.atelier.bootstrap;

import com.google.protobuf.ByteString;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import io.opentelemetry.proto.common.v1.KeyValue;
import io.opentelemetry.proto.trace.v1.ResourceSpans;
import io.opentelemetry.proto.trace.v1.Span;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Collectors;
import java.util.zip.GZIPInputStream;

/** A receiver of OTLP by HTTP, on a free port. */
final class TraceReceiver implements AutoCloseable {

    private final HttpServer server;
    private final List<ReceivedSpan> spans = new CopyOnWriteArrayList<>();
    private final ByteArrayOutputStream everything = new ByteArrayOutputStream();

    /**
     * A span.
     *
     * @param parent empty for the first one of a trace
     * @param instance the process that recorded it
     * @param attributes as texts
     */
    record ReceivedSpan(
            String name,
            Span.SpanKind kind,
            String trace,
            String id,
            String parent,
            String instance,
            long beginNanos,
            long endNanos,
            boolean failed,
            Map<String, String> attributes) {

        static ReceivedSpan of(Span span, Map<String, String> resource) {
            return new ReceivedSpan(
                    span.getName(),
                    span.getKind(),
                    hex(span.getTraceId()),
                    hex(span.getSpanId()),
                    hex(span.getParentSpanId()),
                    resource.get("service.instance.id"),
                    span.getStartTimeUnixNano(),
                    span.getEndTimeUnixNano(),
                    span.getStatus().getCode() == io.opentelemetry.proto.trace.v1.Status.StatusCode.STATUS_CODE_ERROR,
                    texts(span.getAttributesList()));
        }

        private static String hex(ByteString id) {
            return HexFormat.of().formatHex(id.toByteArray());
        }
    }

    private TraceReceiver(HttpServer server) {
        this.server = server;
    }

    static TraceReceiver start() throws IOException {
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        TraceReceiver receiver = new TraceReceiver(server);
        server.createContext("/v1/traces", receiver::receive);
        server.start();
        return receiver;
    }

    /** As the setting {@code atelier.tracing.endpoint}. */
    String endpoint() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    /** What this trace has so far. */
    List<ReceivedSpan> trace(String id) {
        return spans.stream().filter(span -> span.trace().equals(id)).toList();
    }

    /** What any trace has so far. */
    List<ReceivedSpan> spans() {
        return List.copyOf(spans);
    }

    /** All bytes so far, in which texts can be looked for. */
    synchronized String everything() {
        return everything.toString(StandardCharsets.UTF_8);
    }

    private synchronized void receive(HttpExchange exchange) throws IOException {
        byte[] body = new GZIPInputStream(exchange.getRequestBody()).readAllBytes();
        everything.writeBytes(body);
        for (ResourceSpans process : ExportTraceServiceRequest.parseFrom(body).getResourceSpansList()) {
            Map<String, String> resource = texts(process.getResource().getAttributesList());
            process.getScopeSpansList()
                    .forEach(scope -> scope.getSpansList().forEach(span -> spans.add(ReceivedSpan.of(span, resource))));
        }
        exchange.sendResponseHeaders(200, -1);
        exchange.close();
    }

    private static Map<String, String> texts(List<KeyValue> attributes) {
        return attributes.stream()
                .collect(Collectors.toMap(
                        KeyValue::getKey,
                        attribute -> attribute.getValue().hasIntValue()
                                ? Long.toString(attribute.getValue().getIntValue())
                                : attribute.getValue().getStringValue()));
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
