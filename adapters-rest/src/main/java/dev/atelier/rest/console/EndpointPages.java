package dev.atelier.rest.console;

import dev.atelier.application.Cursor;
import dev.atelier.application.Page;
import dev.atelier.application.endpoint.CreateEndpoint;
import dev.atelier.application.endpoint.DeleteEndpoints;
import dev.atelier.application.endpoint.GetEndpoint;
import dev.atelier.application.endpoint.ListEndpoints;
import dev.atelier.domain.NotFoundException;
import dev.atelier.domain.TextSanitizer;
import dev.atelier.domain.access.Caller;
import dev.atelier.domain.endpoint.Endpoint;
import dev.atelier.domain.endpoint.EndpointId;
import dev.atelier.domain.endpoint.EndpointName;
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
import io.micronaut.http.annotation.QueryValue;
import io.swagger.v3.oas.annotations.Hidden;
import java.util.List;
import java.util.Optional;

/** The endpoints that are open to the user. */
@Hidden
@ConsoleController
@Controller(ConsoleSettings.PATH + "/endpoints")
class EndpointPages {

    private static final int PAGE = 50;

    /** More endpoints than a list can be chosen from. */
    private static final int MOST_TARGETS = 200;

    private final Pages pages;
    private final ListEndpoints list;
    private final GetEndpoint get;
    private final CreateEndpoint create;
    private final DeleteEndpoints delete;

    EndpointPages(Pages pages, ListEndpoints list, GetEndpoint get, CreateEndpoint create, DeleteEndpoints delete) {
        this.pages = pages;
        this.list = list;
        this.get = get;
        this.create = create;
        this.delete = delete;
    }

    /** @param after behind which of them the page begins; null: the first page */
    @Get
    HttpResponse<String> page(
            @CurrentCaller(permission = "sagemaker_endpoint:list") Caller caller,
            HttpRequest<?> request,
            @Nullable @QueryValue String after) {
        Frame frame = pages.frame(request, caller, Section.ENDPOINTS);
        String begin = Pages.given(after).orElse("");
        Page<Endpoint> endpoints =
                list.list(caller, Optional.empty(), Pages.given(after).map(Cursor::parse), PAGE);
        return Pages.show(
                PagePart.isAskedFor(request)
                        ? Templates.endpointRows(frame, begin, endpoints)
                        : Templates.endpoints(frame, begin, endpoints));
    }

    /** One of them. */
    @Get("/{id}")
    HttpResponse<String> endpoint(
            @CurrentCaller(permission = "sagemaker_endpoint:list") Caller caller, HttpRequest<?> request, String id) {
        Endpoint endpoint = find(caller, id);
        Frame frame = pages.frame(request, caller, Section.ENDPOINTS);
        return Pages.show(Templates.endpoint(frame, endpoint, targets(caller, endpoint)));
    }

    @Post
    HttpResponse<String> create(
            @CurrentCaller(permission = "sagemaker_endpoint:create") Caller caller,
            HttpRequest<?> request,
            @LargestBody(FormFields.SMALL) @Nullable @Body LazyJsonBody body) {
        create.create(caller, EndpointForm.read(FormFields.of(body)));
        return pages.lead(request, "/endpoints");
    }

    /** Deletes it; with a field {@code move_jobs_to}, jobs that wait are moved there before. */
    @Post("/{id}/delete")
    HttpResponse<String> delete(
            @CurrentCaller(permission = "sagemaker_endpoint:all") Caller caller,
            HttpRequest<?> request,
            String id,
            @LargestBody(FormFields.SMALL) @Nullable @Body LazyJsonBody body) {
        List<EndpointName> names = List.of(find(caller, id).name());
        FormFields.of(body)
                .given("move_jobs_to")
                .map(EndpointName::new)
                .ifPresentOrElse(
                        target -> delete.deleteAndMove(caller, names, target), () -> delete.delete(caller, names));
        return pages.lead(request, "/endpoints");
    }

    private Endpoint find(Caller caller, String id) {
        return EndpointId.parse(id)
                .flatMap(known -> get.find(caller, known))
                .orElseThrow(() -> new NotFoundException("endpoint " + TextSanitizer.quote(id) + " not found"));
    }

    /** Those to which its waiting jobs could be moved. */
    private List<Endpoint> targets(Caller caller, Endpoint endpoint) {
        return list.list(caller, Optional.empty(), Optional.empty(), MOST_TARGETS).items().stream()
                .filter(other -> !other.id().equals(endpoint.id()))
                .filter(other -> other.type() == endpoint.type()
                        && other.backend().equals(endpoint.backend())
                        && other.status().serves())
                .toList();
    }
}
