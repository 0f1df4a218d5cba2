package dev.atelier.application.inference;

import dev.atelier.application.UseCase;
import dev.atelier.application.compute.BackendRegistry;
import dev.atelier.application.compute.NodeCapabilities;
import dev.atelier.domain.access.Action;
import dev.atelier.domain.access.Caller;
import dev.atelier.domain.access.ResourceType;

/** Lists what a payload can ask for beside models: samplers, upscalers, scripts and the like. */
@UseCase
public class ListCapabilities {

    private final BackendRegistry backendRegistry;
    private final PayloadRules rules;

    public ListCapabilities(BackendRegistry backendRegistry, PayloadRules rules) {
        this.backendRegistry = backendRegistry;
        this.rules = rules;
    }

    /** What any node offers; of scripts those that payloads may name. */
    public NodeCapabilities.Offer list(Caller caller) {
        caller.require(ResourceType.INFERENCE, Action.CREATE);
        NodeCapabilities.Offer offer = NodeCapabilities.Offer.union(backendRegistry.capabilities().stream()
                .map(NodeCapabilities::offer)
                .toList());
        return offer.withScripts(rules::isTakenScript);
    }
}
