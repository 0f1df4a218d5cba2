package dev.atelier.application.node;

import dev.atelier.application.NotificationBus;
import dev.atelier.application.UseCase;
import dev.atelier.application.audit.Audit;
import dev.atelier.application.audit.AuditAction;
import dev.atelier.application.compute.BackendRegistry;
import dev.atelier.domain.NotFoundException;
import dev.atelier.domain.access.Action;
import dev.atelier.domain.access.Caller;
import dev.atelier.domain.access.ResourceType;

/** Takes nodes out of work and back into it, in all replicas. */
@UseCase
public class SteerNodes {

    private final BackendRegistry backendRegistry;
    private final NodeDrains drains;
    private final AddedNodes added;
    private final NotificationBus notificationBus;
    private final Audit audit;

    public SteerNodes(
            BackendRegistry backendRegistry,
            NodeDrains drains,
            AddedNodes added,
            NotificationBus notificationBus,
            Audit audit) {
        this.backendRegistry = backendRegistry;
        this.drains = drains;
        this.added = added;
        this.notificationBus = notificationBus;
        this.audit = audit;
    }

    /**
     * Has the node finish what it runs and take nothing new. Idempotent.
     *
     * @throws NotFoundException if there is none of that name
     */
    public void drain(Caller caller, String name) {
        require(caller, name);
        audit.changeIf(caller, AuditAction.NODE_DRAIN.on(name), () -> drains.begin(name, caller.name()));
    }

    /**
     * Has the node take jobs again, at once if some wait, also if it was being removed: it stays then. Idempotent; as above.
     *
     * @throws dev.atelier.domain.InvalidRequestException if it was being removed, and as many others were added as may be
     */
    public void resume(Caller caller, String name) {
        require(caller, name);
        audit.changeIf(caller, AuditAction.NODE_RESUME.on(name), () -> {
            boolean kept =
                    added.cancelRemoval(name, backendRegistry.chosenNodes().mostAdded());
            return drains.end(name) || kept;
        });
        notificationBus.publish(NotificationBus.NODES_CHANGED);
        notificationBus.publish(NotificationBus.JOB_QUEUED);
    }

    private void require(Caller caller, String name) {
        caller.require(ResourceType.SAGEMAKER_ENDPOINT, Action.ALL);
        if (backendRegistry.nodes().stream().noneMatch(node -> node.name().equals(name))) {
            throw ObserveNodes.notFound(name);
        }
    }
}
