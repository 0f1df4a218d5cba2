package dev.atelier.rest;

import io.micronaut.context.event.BeanCreatedEvent;
import io.micronaut.context.event.BeanCreatedEventListener;
import io.micronaut.http.netty.channel.ChannelPipelineCustomizer;
import io.micronaut.http.server.netty.NettyServerCustomizer;
import io.netty.channel.Channel;
import jakarta.inject.Singleton;

/**
 * Extends the server's pipeline with handlers that run before the framework: its routes and filters can see a request,
 * but not change it. The pipeline is that of HTTP/1.1, which is the server's only protocol.
 */
@Singleton
class ServerPipeline implements BeanCreatedEventListener<NettyServerCustomizer.Registry> {

    private final ConnectionSettings settings;

    ServerPipeline(ConnectionSettings settings) {
        this.settings = settings;
    }

    @Override
    public NettyServerCustomizer.Registry onCreated(BeanCreatedEvent<NettyServerCustomizer.Registry> event) {
        event.getBean().register(new Customizer(settings, null));
        return event.getBean();
    }

    private record Customizer(ConnectionSettings settings, Channel channel) implements NettyServerCustomizer {

        @Override
        public NettyServerCustomizer specializeForChannel(Channel connection, ChannelRole role) {
            return new Customizer(settings, connection);
        }

        @Override
        public void onStreamPipelineBuilt() {
            channel.pipeline()
                    .addFirst("atelier-stalled-response", new StalledResponseHandler(settings))
                    .addBefore(
                            ChannelPipelineCustomizer.HANDLER_MICRONAUT_INBOUND,
                            "atelier-request-framing",
                            new RequestFraming(settings))
                    .addBefore(
                            ChannelPipelineCustomizer.HANDLER_MICRONAUT_INBOUND,
                            "atelier-target-normalizer",
                            RequestUriNormalizer.INSTANCE);
        }
    }
}
