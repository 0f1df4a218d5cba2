package dev.atelier.rest.console;

import dev.atelier.application.node.ObserveNodes;
import dev.atelier.application.node.SteerNodes;
import dev.atelier.domain.access.Caller;
import dev.atelier.rest.access.ConsoleSettings;
import dev.atelier.rest.access.CurrentCaller;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.annotation.Body;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Get;
import io.micronaut.http.annotation.Post;
import io.swagger.v3.oas.annotations.Hidden;
import java.util.Map;

/** The GPU nodes. */
@Hidden
@ConsoleController
@Controller(ConsoleSettings.PATH + "/nodes")
class NodePages {

    private final Pages pages;
    private final ObserveNodes observe;
    private final SteerNodes steer;

    NodePages(Pages pages, ObserveNodes observe, SteerNodes steer) {
        this.pages = pages;
        this.observe = observe;
        this.steer = steer;
    }

    @Get
    HttpResponse<String> page(
            @CurrentCaller(permission = "sagemaker_endpoint:list") Caller caller, HttpRequest<?> request) {
        Frame frame = pages.frame(request, caller, Section.NODES);
        return Pages.show(
                Pages.isPart(request)
                        ? Templates.nodeRows(frame, observe.list(caller))
                        : Templates.nodes(frame, observe.list(caller)));
    }

    /** @param form names the node, since names have slashes */
    @Post("/drain")
    HttpResponse<String> drain(
            @CurrentCaller(permission = "sagemaker_endpoint:all") Caller caller,
            HttpRequest<?> request,
            @Body Map<String, String> form) {
        steer.drain(caller, form.getOrDefault("node", ""));
        return pages.lead(request, "/nodes");
    }

    /** As above. */
    @Post("/resume")
    HttpResponse<String> resume(
            @CurrentCaller(permission = "sagemaker_endpoint:all") Caller caller,
            HttpRequest<?> request,
            @Body Map<String, String> form) {
        steer.resume(caller, form.getOrDefault("node", ""));
        return pages.lead(request, "/nodes");
    }
}
