/*
 * Copyright 2026 The Shardflow authors
 *
 * Licensed under the Apache License, Version 2.0 (the "License");
 * you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at
 *
 *     http://www.apache.org/licenses/LICENSE-2.0
 *
 * Unless required by applicable law or agreed to in writing, software
 * distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 * See the License for the specific language governing permissions and
 * limitations under the License.
 */
package io.shardflow.nifi.snowflake.connection;

import java.net.Proxy;
import java.util.Optional;
import java.util.Properties;
import org.apache.nifi.components.PropertyDescriptor;
import org.apache.nifi.components.ValidationContext;
import org.apache.nifi.components.ValidationResult;
import org.apache.nifi.context.PropertyContext;
import org.apache.nifi.proxy.ProxyConfiguration;
import org.apache.nifi.proxy.ProxyConfigurationService;

/** The way to Snowflake, and to the storage of its stages, through an HTTP proxy. */
final class PoolProxy {

    /** Not NiFi's own descriptor: its name is another one in NiFi 2.6 than in later versions, and a flow would break. */
    static final PropertyDescriptor SERVICE = new PropertyDescriptor.Builder()
            .name("Proxy Configuration Service")
            .description("""
                    The HTTP proxy, with or without a login, through which Snowflake and the storage of its stages are reached; \
                    SOCKS is not supported. DIRECT means none. Without a service, and with DIRECT, the driver still obeys \
                    http.useProxy=true among NiFi's Java options.""")
            .identifiesControllerService(ProxyConfigurationService.class)
            .build();

    private PoolProxy() {}

    static Optional<ValidationResult> validate(final ValidationContext context) {
        final ProxyConfigurationService service = service(context);
        // NiFi says itself that a service is disabled, and a disabled one cannot be asked
        if (service == null || !context.getControllerServiceLookup().isControllerServiceEnabled(service)) {
            return Optional.empty();
        }
        return service.getConfiguration().getProxyType() == Proxy.Type.SOCKS
                ? Optional.of(PoolProperties.invalid(
                        SERVICE,
                        "is a SOCKS proxy, which the driver is not told of: set an HTTP proxy, or DIRECT for none"))
                : Optional.empty();
    }

    static void addTo(final Properties settings, final PropertyContext context) {
        final ProxyConfigurationService service = service(context);
        final ProxyConfiguration proxy = service == null ? null : service.getConfiguration();
        if (proxy == null || proxy.getProxyType() != Proxy.Type.HTTP) {
            return;
        }
        settings.setProperty("useProxy", "true");
        settings.setProperty("proxyHost", proxy.getProxyServerHost());
        settings.setProperty("proxyPort", proxy.getProxyServerPort().toString());
        if (proxy.hasCredential()) {
            settings.setProperty("proxyUser", proxy.getProxyUserName());
            settings.setProperty("proxyPassword", proxy.getProxyUserPassword());
        }
    }

    private static ProxyConfigurationService service(final PropertyContext context) {
        return context.getProperty(SERVICE).asControllerService(ProxyConfigurationService.class);
    }
}
