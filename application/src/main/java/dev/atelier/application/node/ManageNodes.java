package dev.atelier.application.node;

import dev.atelier.application.IdGenerator;
import dev.atelier.application.NotificationBus;
import dev.atelier.application.UseCase;
import dev.atelier.application.audit.Audit;
import dev.atelier.application.audit.AuditAction;
import dev.atelier.application.compute.BackendRegistry;
import dev.atelier.application.compute.ComputeNodes;
import dev.atelier.application.compute.NodeDefinition;
import dev.atelier.domain.InvalidRequestException;
import dev.atelier.domain.NotFoundException;
import dev.atelier.domain.NotSupportedException;
import dev.atelier.domain.access.Action;
import dev.atelier.domain.access.Caller;
import dev.atelier.domain.access.ResourceType;
import java.util.List;
import java.util.Optional;

/** Adds, changes and removes nodes while the service runs, in all replicas. Those of the settings stay what they are. */
@UseCase
public class ManageNodes {

    private final BackendRegistry backendRegistry;
    private final AddedNodes added;
    private final NodeDrains drains;
    private final NotificationBus notificationBus;
    private final IdGenerator ids;
    private final Audit audit;

    public ManageNodes(
            BackendRegistry backendRegistry,
            AddedNodes added,
            NodeDrains drains,
            NotificationBus notificationBus,
            IdGenerator ids,
            Audit audit) {
        this.backendRegistry = backendRegistry;
        this.added = added;
        this.drains = drains;
        this.notificationBus = notificationBus;
        this.ids = ids;
        this.audit = audit;
    }

    /**
     * Adds a node, which takes jobs as soon as it answers.
     *
     * @return its name
     * @throws InvalidRequestException if there can be no such node, there is one of that name, or there are too many
     */
    public String add(Caller caller, NodeDefinition definition) {
        requireAll(caller);
        ComputeNodes nodes = addable();
        String name = nodes.nameOf(definition);
        if (isConfigured(name)) {
            throw new InvalidRequestException("GPU node " + name + " is one of the settings already");
        }
        AddedNode node = new AddedNode(name, definition, caller.name(), ids.next(), false);
        boolean isNew = audit.changeIf(caller, AuditAction.NODE_ADD.on(name, definition.toString()), () -> {
            boolean stored = added.add(node, nodes.mostAdded());
            if (stored) {
                drains.end(name); // that of an earlier node of this name
            }
            return stored;
        });
        if (!isNew) {
            throw new InvalidRequestException("GPU node " + name + " was added already; PUT /nodes/{name} changes it");
        }
        spread();
        return name;
    }

    /**
     * Changes a node; it finishes what it runs first.
     *
     * @param url empty: as it is; otherwise one of the same host, port and path, as the node is named after them
     * @throws InvalidRequestException if there can be no such node, or it is one of the settings
     * @throws NotFoundException if there is none of that name
     */
    public void change(
            Caller caller, String name, Optional<String> url, List<String> instanceTypes, Optional<String> modelsDir) {
        requireAll(caller);
        // Each turn that fails is one in which another change succeeded, whose URL would be lost otherwise.
        boolean changed = false;
        while (!changed) {
            changed = change(caller, find(name), url, instanceTypes, modelsDir);
        }
        spread();
    }

    private boolean change(
            Caller caller,
            AddedNode known,
            Optional<String> url,
            List<String> instanceTypes,
            Optional<String> modelsDir) {
        if (known.removed()) {
            throw ObserveNodes.notFound(known.name());
        }
        NodeDefinition definition =
                new NodeDefinition(url.orElse(known.definition().url()), instanceTypes, modelsDir);
        String named = addable().nameOf(definition);
        if (!named.equals(known.name())) {
            throw new InvalidRequestException("url is that of GPU node " + named
                    + ", as a node is named after host, port and path; add that one and remove " + known.name());
        }
        String details = definition + (url.isPresent() ? ", url given" : "");
        return audit.changeIf(
                caller,
                AuditAction.NODE_CHANGE.on(known.name(), details),
                () -> added.change(known.changedTo(definition, ids.next()), known.version()));
    }

    /**
     * Removes a node: it takes nothing new from now on, finishes what it runs, and is gone then. Until that, {@link
     * SteerNodes#resume} keeps it. Idempotent while it is being removed.
     *
     * @throws InvalidRequestException if it is one of the settings
     * @throws NotFoundException if there is none of that name
     */
    public void remove(Caller caller, String name) {
        requireAll(caller);
        find(name);
        audit.changeIf(caller, AuditAction.NODE_REMOVE.on(name), () -> {
            boolean begun = added.beginRemoval(name);
            if (begun) {
                drains.begin(name, caller.name());
            }
            return begun;
        });
        spread();
    }

    /** To be called before the body of a request is read. */
    public void requireAll(Caller caller) {
        caller.require(ResourceType.SAGEMAKER_ENDPOINT, Action.ALL);
    }

    private ComputeNodes addable() {
        ComputeNodes nodes = backendRegistry.chosenNodes();
        if (nodes.mostAdded() == 0) {
            throw new NotSupportedException(
                    "this installation takes no GPU nodes while it runs: that is for atelier.backend local-gpu with"
                            + " atelier.local-gpu.max-added-nodes above 0");
        }
        return nodes;
    }

    private AddedNode find(String name) {
        if (isConfigured(name)) {
            throw new InvalidRequestException(
                    "GPU node " + name + " is one of the settings; change or remove it there, or drain it");
        }
        return added.all().stream()
                .filter(node -> node.name().equals(name))
                .findFirst()
                .orElseThrow(() -> ObserveNodes.notFound(name));
    }

    private boolean isConfigured(String name) {
        return backendRegistry.nodes().stream()
                .anyMatch(node -> !node.added() && node.name().equals(name));
    }

    private void spread() {
        notificationBus.publish(NotificationBus.NODES_CHANGED);
        backendRegistry.chosenNodes().refresh();
    }
}
