package dev.atelier.localgpu.inference;

import com.fasterxml.jackson.databind.JsonNode;
import dev.atelier.application.compute.NodeCapabilities;
import dev.atelier.localgpu.node.GpuNode;
import dev.atelier.localgpu.node.GpuNodeRegistry;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * What the nodes offer, as they list it themselves: asked all at once, and remembered for a short time. A list that a node does
 * not return in time is that which it returned last. Thread-safe.
 */
public final class LocalGpuCapabilities implements NodeCapabilities {

    /** How long nodes are waited for: clients wait three seconds for some of the lists. */
    private static final Duration DEADLINE = Duration.ofSeconds(2);

    private final GpuNodeRegistry nodes;
    private final Duration lifetime;
    private final Map<String, Map<String, JsonNode>> lastKnown = new ConcurrentHashMap<>();
    private final Duration usable;
    private CompletableFuture<Offer> offer;
    private long askedNanos;
    private volatile Known known;

    /**
     * @param lifetime how long an answer is remembered before nodes are asked again
     * @param usable how long it does until they have answered again
     */
    public LocalGpuCapabilities(GpuNodeRegistry nodes, Duration lifetime, Duration usable) {
        this.nodes = nodes;
        this.lifetime = lifetime;
        this.usable = usable;
    }

    private record Known(Offer offer, long nanos) {}

    @Override
    public Offer offer() {
        CompletableFuture<Offer> present = present();
        Known last = known;
        return !present.isDone() && last != null && System.nanoTime() - last.nanos() < usable.toNanos()
                ? last.offer()
                : present.join();
    }

    /** The answer that is remembered or on its way; of many callers one asks. */
    private synchronized CompletableFuture<Offer> present() {
        if (offer == null || System.nanoTime() - askedNanos > lifetime.toNanos()) {
            offer = ask().thenApply(answered -> {
                known = new Known(answered, System.nanoTime());
                return answered;
            });
            askedNanos = System.nanoTime();
        }
        return offer;
    }

    private CompletableFuture<Offer> ask() {
        lastKnown.keySet().retainAll(nodes.all().stream().map(GpuNode::name).toList());
        List<CompletableFuture<Offer>> asked =
                nodes.all().stream().map(this::ask).toList();
        return CompletableFuture.allOf(asked.toArray(CompletableFuture<?>[]::new))
                .thenApply(all ->
                        Offer.union(asked.stream().map(CompletableFuture::join).toList()));
    }

    private CompletableFuture<Offer> ask(GpuNode node) {
        Map<String, CompletableFuture<Optional<JsonNode>>> asked = NodeOffer.PATHS.stream()
                .collect(Collectors.toMap(Function.identity(), path -> node.list(path, DEADLINE)));
        return CompletableFuture.allOf(asked.values().toArray(CompletableFuture<?>[]::new))
                .thenApply(all -> {
                    Map<String, JsonNode> lists = new HashMap<>(lastKnown.getOrDefault(node.name(), Map.of()));
                    lists.remove(NodeOffer.MEMORY); // that of before says nothing
                    asked.forEach((path, list) -> list.join().ifPresent(json -> lists.put(path, json)));
                    lastKnown.put(node.name(), lists);
                    return new NodeOffer(lists).read();
                });
    }
}
