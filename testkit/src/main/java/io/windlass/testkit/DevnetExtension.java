package io.windlass.testkit;

import io.windlass.BlockchainConnection;
import io.windlass.BlockchainConnectionManager;
import java.util.Optional;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolutionException;
import org.junit.jupiter.api.extension.ParameterResolver;
import org.junit.platform.commons.support.AnnotationSupport;

/** What is behind {@link WithDevnet}; registered by it. */
@SuppressWarnings("exports") // as WithDevnet: JUnit is there for those who use it
public final class DevnetExtension implements ParameterResolver {
    private static final ExtensionContext.Namespace NAMESPACE =
            ExtensionContext.Namespace.create(DevnetExtension.class);

    /** For JUnit. */
    public DevnetExtension() {}

    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
        Class<?> type = parameter.getParameter().getType();
        return type == Devnet.class || type == BlockchainConnectionManager.class || type == BlockchainConnection.class;
    }

    @Override
    public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
        DevnetFixture fixture = fixture(context);
        Class<?> type = parameter.getParameter().getType();
        if (type == Devnet.class) {
            return fixture.devnet();
        }
        return type == BlockchainConnectionManager.class ? fixture.manager() : fixture.connection();
    }

    /** The fixture of the nearest annotation; the store closes it when the context that first asked for it ends. */
    private static DevnetFixture fixture(ExtensionContext context) {
        for (Optional<ExtensionContext> at = Optional.of(context);
                at.isPresent();
                at = at.get().getParent()) {
            ExtensionContext holder = at.get();
            Optional<WithDevnet> found = AnnotationSupport.findAnnotation(holder.getElement(), WithDevnet.class);
            if (found.isPresent()) {
                Object key = holder.getElement().get();
                return context.getStore(NAMESPACE)
                        .getOrComputeIfAbsent(key, k -> DevnetFixture.start(found.get()), DevnetFixture.class);
            }
        }
        throw new ParameterResolutionException("no @WithDevnet on the test or around it; annotate the class with it");
    }
}
