package dev.atelier.rest.console;

import dev.atelier.application.compute.NodeDefinition;
import dev.atelier.application.node.ManageNodes;
import dev.atelier.application.node.ObserveNodes;
import dev.atelier.application.node.SteerNodes;
import dev.atelier.domain.access.Caller;
import dev.atelier.rest.LargestBody;
import dev.atelier.rest.LazyJsonBody;
import dev.atelier.rest.access.ConsoleSettings;
import dev.atelier.rest.access.CurrentCaller;
import dev.atelier.rest.access.PagePart;
import io.micronaut.core.annotation.Nullable;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.annotation.Body;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Get;
import io.micronaut.http.annotation.Post;
import io.swagger.v3.oas.annotations.Hidden;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/** The GPU nodes. */
@Hidden
@ConsoleController
@Controller(ConsoleSettings.PATH + "/nodes")
class NodePages {

    private final Pages pages;
    private final ObserveNodes observe;
    private final SteerNodes steer;
    private final ManageNodes manage;

    NodePages(Pages pages, ObserveNodes observe, SteerNodes steer, ManageNodes manage) {
        this.pages = pages;
        this.observe = observe;
        this.steer = steer;
        this.manage = manage;
    }

    @Get
    HttpResponse<String> page(
            @CurrentCaller(permission = "sagemaker_endpoint:list") Caller caller, HttpRequest<?> request) {
        Frame frame = pages.frame(request, caller, Section.NODES);
        return Pages.show(
                PagePart.isAskedFor(request)
                        ? Templates.nodeRows(frame, observe.list(caller))
                        : Templates.nodes(frame, observe.list(caller)));
    }

    /** Adds a node, for endpoints of all instance types that nodes of the settings serve. */
    @Post
    HttpResponse<String> add(
            @CurrentCaller(permission = "sagemaker_endpoint:all") Caller caller,
            HttpRequest<?> request,
            @LargestBody(FormFields.SMALL) @Nullable @Body LazyJsonBody body) {
        String url = FormFields.of(body).text("url");
        manage.add(caller, new NodeDefinition(url, List.of(), Optional.empty()));
        return pages.lead(request, "/nodes");
    }

    /** @param body names the node, since names have slashes */
    @Post("/remove")
    HttpResponse<String> remove(
            @CurrentCaller(permission = "sagemaker_endpoint:all") Caller caller,
            HttpRequest<?> request,
            @LargestBody(FormFields.SMALL) @Nullable @Body LazyJsonBody body) {
        return withNode(request, body, node -> manage.remove(caller, node));
    }

    /** As above. */
    @Post("/drain")
    HttpResponse<String> drain(
            @CurrentCaller(permission = "sagemaker_endpoint:all") Caller caller,
            HttpRequest<?> request,
            @LargestBody(FormFields.SMALL) @Nullable @Body LazyJsonBody body) {
        return withNode(request, body, node -> steer.drain(caller, node));
    }

    /** As above. */
    @Post("/resume")
    HttpResponse<String> resume(
            @CurrentCaller(permission = "sagemaker_endpoint:all") Caller caller,
            HttpRequest<?> request,
            @LargestBody(FormFields.SMALL) @Nullable @Body LazyJsonBody body) {
        return withNode(request, body, node -> steer.resume(caller, node));
    }

    private HttpResponse<String> withNode(
            HttpRequest<?> request, @Nullable LazyJsonBody body, Consumer<String> change) {
        change.accept(FormFields.of(body).text("node"));
        return pages.lead(request, "/nodes");
    }
}
