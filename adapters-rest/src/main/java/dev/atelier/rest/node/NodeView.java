package dev.atelier.rest.node;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import dev.atelier.application.node.NodeReport;
import dev.atelier.domain.endpoint.EndpointName;
import io.micronaut.core.annotation.Nullable;
import io.micronaut.serde.annotation.Serdeable;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * A GPU node; what is not known is left out. Times are in ISO 8601.
 *
 * @param name its URL without scheme, user and password; the same in all replicas
 * @param added whether it was added while the service runs; otherwise it is one of the settings
 * @param instanceTypes patterns of the instance types whose endpoints it serves
 * @param state idle, busy, unknown (it has not answered yet), unhealthy, silent (it answers nothing), draining or drained
 * @param since when it is in that state; while it is drained: since when it takes nothing new
 * @param reason why it is out of order
 * @param drainedBy who drained it
 * @param checkpoint what it generated with last
 * @param models how many it lists, of all kinds
 * @param checkpointSwitches how often it changed its checkpoint
 * @param busyShare of the last hour, from 0 to 1
 * @param version of its software, as it says itself
 * @param endpoints those that it serves and that are open to the caller
 * @param job what it runs, if that is the caller's or the caller is an administrator
 */
@Serdeable
@JsonInclude(JsonInclude.Include.NON_NULL)
record NodeView(
        String name,
        String backend,
        boolean added,
        @JsonProperty("instance_types") List<String> instanceTypes,
        String state,
        @Nullable String since,
        @Nullable String reason,
        @Nullable @JsonProperty("drained_by") String drainedBy,
        @Nullable String checkpoint,
        @Nullable Integer models,
        @JsonProperty("checkpoint_switches") long checkpointSwitches,
        @JsonProperty("busy_share") double busyShare,
        @Nullable String version,
        List<String> endpoints,
        @Nullable NodeJobView job) {

    private static final double THOUSANDTHS = 1000;

    static NodeView of(NodeReport report) {
        return new NodeView(
                report.node().name(),
                report.node().backend(),
                report.node().added(),
                report.node().instanceTypes(),
                report.state().name().toLowerCase(Locale.ROOT),
                iso(report.since()),
                report.node().reason().orElse(null),
                report.drainedBy().map(Object::toString).orElse(null),
                report.node().work().checkpoint().orElse(null),
                report.node().models().orElse(null),
                report.node().work().switches(),
                Math.round(report.node().work().busyShare() * THOUSANDTHS) / THOUSANDTHS,
                report.node().version().orElse(null),
                report.endpoints().stream().map(EndpointName::value).toList(),
                report.running()
                        .map(job -> NodeJobView.of(job, report.progress()))
                        .orElse(null));
    }

    private static @Nullable String iso(Optional<Instant> time) {
        return time.map(Instant::toString).orElse(null);
    }
}
