package dev.atelier.rest;

import io.netty.channel.ChannelHandler.Sharable;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.http.HttpRequest;

/** Brings every request's target into its normal form before anything looks at it. */
@Sharable
final class TargetNormalizer extends ChannelInboundHandlerAdapter {

    static final TargetNormalizer INSTANCE = new TargetNormalizer();

    private TargetNormalizer() {}

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        if (message instanceof HttpRequest request) {
            request.setUri(RequestTarget.normalize(request.uri()));
        }
        context.fireChannelRead(message);
    }
}
