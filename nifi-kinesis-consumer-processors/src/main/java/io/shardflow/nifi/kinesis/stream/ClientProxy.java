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
package io.shardflow.nifi.kinesis.stream;

import io.shardflow.nifi.kinesis.settings.ProxyAddress;
import java.net.Proxy;
import org.apache.nifi.proxy.ProxyConfiguration;

/**
 * NiFi's description of a proxy as the SDK's HTTP clients take it. What was configured holds alone: Java's options and the
 * environment, which the clients read by default, are not asked. Pure.
 */
final class ClientProxy {

    private ClientProxy() {}

    static software.amazon.awssdk.http.nio.netty.ProxyConfiguration of(final ProxyConfiguration proxy) {
        final var client = software.amazon.awssdk.http.nio.netty.ProxyConfiguration.builder()
                .useSystemPropertyValues(false)
                .useEnvironmentVariableValues(false);
        if (proxy.getProxyType() == Proxy.Type.HTTP) {
            client.host(proxy.getProxyServerHost()).port(proxy.getProxyServerPort());
            if (proxy.hasCredential()) {
                client.username(proxy.getProxyUserName()).password(proxy.getProxyUserPassword());
            }
        }
        return client.build();
    }

    /** For the client that waits in the caller's thread. It sends its login when the proxy asks for it, the other one at once. */
    static software.amazon.awssdk.http.apache.ProxyConfiguration ofBlocking(final ProxyConfiguration proxy) {
        final var client = software.amazon.awssdk.http.apache.ProxyConfiguration.builder()
                .useSystemPropertyValues(false)
                .useEnvironmentVariableValues(false);
        if (proxy.getProxyType() == Proxy.Type.HTTP) {
            client.endpoint(ProxyAddress.of(proxy));
            if (proxy.hasCredential()) {
                client.username(proxy.getProxyUserName()).password(proxy.getProxyUserPassword());
            }
        }
        return client.build();
    }
}
