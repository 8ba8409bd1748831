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
package io.shardflow.nifi.kinesis;

import java.net.Proxy;
import org.apache.nifi.controller.AbstractControllerService;
import org.apache.nifi.proxy.ProxyConfiguration;
import org.apache.nifi.proxy.ProxyConfigurationService;

/** A service behind the interface of NiFi's StandardProxyConfigurationService, of which Maven has none for the API of 2.6. */
final class GivenProxy extends AbstractControllerService implements ProxyConfigurationService {

    volatile Proxy.Type type;
    volatile String user;
    volatile String password;
    private final String host;
    private final int port;

    GivenProxy(final Proxy.Type type, final String host, final int port) {
        this.type = type;
        this.host = host;
        this.port = port;
    }

    @Override
    public ProxyConfiguration getConfiguration() {
        final ProxyConfiguration configuration = new ProxyConfiguration();
        configuration.setProxyType(type);
        configuration.setProxyServerHost(host);
        configuration.setProxyServerPort(port);
        configuration.setProxyUserName(user);
        configuration.setProxyUserPassword(password);
        return configuration;
    }
}
