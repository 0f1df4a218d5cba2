package dev.atelier.rest.node;

import dev.atelier.application.node.ObserveNodes;
import dev.atelier.application.node.SteerNodes;
import dev.atelier.domain.access.Caller;
import dev.atelier.rest.ApiController;
import dev.atelier.rest.access.CurrentCaller;
import dev.atelier.rest.envelope.ResponseEnvelope;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.HttpStatus;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Get;
import io.micronaut.http.annotation.Post;
import io.micronaut.http.annotation.RouteCondition;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.tags.Tag;

/** The GPU nodes, for operators. {@code GET /nodes/data} is that of a dataset with the name {@code nodes}; no node has that name. */
@ApiController
@Tag(name = "node")
@Controller("/nodes")
class NodeController {

    private final ObserveNodes observe;
    private final SteerNodes steer;

    NodeController(ObserveNodes observe, SteerNodes steer) {
        this.observe = observe;
        this.steer = steer;
    }

    @Get
    @Operation(operationId = "ListNodes", summary = "The GPU nodes, and what they do; none on SageMaker")
    @ApiResponse(
            responseCode = "200",
            content = @Content(schema = @Schema(implementation = NodeSchemas.NodesAnswer.class)))
    HttpResponse<ResponseEnvelope> listNodes(@CurrentCaller(permission = "sagemaker_endpoint:list") Caller caller) {
        return ResponseEnvelope.of(
                HttpStatus.OK,
                new NodeListResponse(
                        observe.list(caller).stream().map(NodeView::of).toList()));
    }

    @Get("/{name}")
    @RouteCondition("#{!(request.path matches '/nodes/data')}")
    @Operation(operationId = "GetNode", summary = "A GPU node, with the progress of its job")
    @ApiResponse(
            responseCode = "200",
            content = @Content(schema = @Schema(implementation = NodeSchemas.NodeAnswer.class)))
    HttpResponse<ResponseEnvelope> getNode(
            @CurrentCaller(permission = "sagemaker_endpoint:list") Caller caller, String name) {
        return node(caller, name);
    }

    @Post("/{name}/drain")
    @Operation(
            operationId = "DrainNode",
            summary = "Have a node finish what it runs and take nothing new, until it is resumed")
    @ApiResponse(
            responseCode = "200",
            content = @Content(schema = @Schema(implementation = NodeSchemas.NodeAnswer.class)))
    HttpResponse<ResponseEnvelope> drainNode(
            @CurrentCaller(permission = "sagemaker_endpoint:all") Caller caller, String name) {
        steer.drain(caller, name);
        return node(caller, name);
    }

    @Post("/{name}/resume")
    @Operation(operationId = "ResumeNode", summary = "Have a node that was drained take jobs again")
    @ApiResponse(
            responseCode = "200",
            content = @Content(schema = @Schema(implementation = NodeSchemas.NodeAnswer.class)))
    HttpResponse<ResponseEnvelope> resumeNode(
            @CurrentCaller(permission = "sagemaker_endpoint:all") Caller caller, String name) {
        steer.resume(caller, name);
        return node(caller, name);
    }

    private HttpResponse<ResponseEnvelope> node(Caller caller, String name) {
        return ResponseEnvelope.of(HttpStatus.OK, NodeView.of(observe.find(caller, name)));
    }
}
