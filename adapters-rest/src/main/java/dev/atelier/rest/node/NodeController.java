package dev.atelier.rest.node;

import dev.atelier.application.compute.NodeDefinition;
import dev.atelier.application.node.ManageNodes;
import dev.atelier.application.node.ObserveNodes;
import dev.atelier.application.node.SteerNodes;
import dev.atelier.domain.access.Caller;
import dev.atelier.rest.ApiController;
import dev.atelier.rest.JsonObjectReader;
import dev.atelier.rest.LazyJsonBody;
import dev.atelier.rest.access.CurrentCaller;
import dev.atelier.rest.envelope.ResponseEnvelope;
import io.micronaut.core.annotation.Nullable;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.HttpStatus;
import io.micronaut.http.annotation.Body;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Delete;
import io.micronaut.http.annotation.Get;
import io.micronaut.http.annotation.Post;
import io.micronaut.http.annotation.Put;
import io.micronaut.http.annotation.RouteCondition;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.parameters.RequestBody;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.util.List;
import java.util.Optional;

/** The GPU nodes, for operators. {@code GET /nodes/data} is that of a dataset with the name {@code nodes}; no node has that name. */
@ApiController
@Tag(name = "node")
@Controller("/nodes")
class NodeController {

    private final ObserveNodes observe;
    private final SteerNodes steer;
    private final ManageNodes manage;

    NodeController(ObserveNodes observe, SteerNodes steer, ManageNodes manage) {
        this.observe = observe;
        this.steer = steer;
        this.manage = manage;
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

    @Post
    @Operation(
            operationId = "AddNode",
            summary = "Add a GPU node while the service runs; it takes jobs as soon as it answers")
    @RequestBody(required = true, content = @Content(schema = @Schema(implementation = NodeSchemas.NewNode.class)))
    @ApiResponse(
            responseCode = "201",
            content = @Content(schema = @Schema(implementation = NodeSchemas.NodeAnswer.class)))
    HttpResponse<ResponseEnvelope> addNode(
            @CurrentCaller(permission = "sagemaker_endpoint:all") Caller caller, @Nullable @Body LazyJsonBody body) {
        manage.requireAll(caller);
        JsonObjectReader fields = LazyJsonBody.fields(body);
        NodeSchemas.NewNode asked = fields.as(NodeSchemas.NewNode.class);
        String name =
                manage.add(caller, new NodeDefinition(asked.url(), orNone(asked.instanceTypes()), modelsDir(fields)));
        return ResponseEnvelope.of(HttpStatus.CREATED, NodeView.of(observe.find(caller, name)));
    }

    @Put("/{name}")
    @Operation(operationId = "ChangeNode", summary = "Change a node that was added; it finishes what it runs as it was")
    @RequestBody(required = true, content = @Content(schema = @Schema(implementation = NodeSchemas.ChangedNode.class)))
    @ApiResponse(
            responseCode = "200",
            content = @Content(schema = @Schema(implementation = NodeSchemas.NodeAnswer.class)))
    HttpResponse<ResponseEnvelope> changeNode(
            @CurrentCaller(permission = "sagemaker_endpoint:all") Caller caller,
            String name,
            @Nullable @Body LazyJsonBody body) {
        manage.requireAll(caller);
        JsonObjectReader fields = LazyJsonBody.fields(body);
        NodeSchemas.ChangedNode asked = fields.as(NodeSchemas.ChangedNode.class);
        manage.change(caller, name, Optional.ofNullable(asked.url()), orNone(asked.instanceTypes()), modelsDir(fields));
        return node(caller, name);
    }

    @Delete("/{name}")
    @Operation(
            operationId = "RemoveNode",
            summary =
                    "Remove a node that was added: it takes nothing new, and is gone when it has finished what it runs")
    @ApiResponse(responseCode = "204", description = "No Content")
    HttpResponse<?> removeNode(@CurrentCaller(permission = "sagemaker_endpoint:all") Caller caller, String name) {
        manage.remove(caller, name);
        return HttpResponse.noContent();
    }

    private static List<String> orNone(@Nullable List<String> texts) {
        return texts == null ? List.of() : texts;
    }

    /** An empty text has a meaning of its own. */
    private static Optional<String> modelsDir(JsonObjectReader fields) {
        return fields.has("models_dir") ? Optional.of(fields.string("models_dir")) : Optional.empty();
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
