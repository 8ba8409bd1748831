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
package io.shardflow.nifi.snowflake;

import java.net.Proxy;
import java.security.PrivateKey;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import org.apache.nifi.controller.AbstractControllerService;
import org.apache.nifi.key.service.api.PrivateKeyService;
import org.apache.nifi.oauth2.AccessToken;
import org.apache.nifi.oauth2.OAuth2AccessTokenProvider;
import org.apache.nifi.proxy.ProxyConfiguration;
import org.apache.nifi.proxy.ProxyConfigurationService;

/** Services behind the interfaces of NiFi's own, of which Maven has none for the API of 2.6. */
final class GivenServices {

    private GivenServices() {}

    /** In the place of StandardPrivateKeyService. */
    static final class Key extends AbstractControllerService implements PrivateKeyService {
        volatile PrivateKey key;

        Key(final PrivateKey key) {
            this.key = key;
        }

        @Override
        public PrivateKey getPrivateKey() {
            return key;
        }
    }

    /** In the place of StandardOauth2AccessTokenProvider: keeps a token until it is told to fetch the next. */
    static final class Tokens extends AbstractControllerService implements OAuth2AccessTokenProvider {
        private final Deque<String> tokens;
        volatile boolean serverIsGone;

        Tokens(final String... tokens) {
            this.tokens = new ArrayDeque<>(List.of(tokens));
        }

        @Override
        public synchronized AccessToken getAccessDetails() {
            if (serverIsGone) {
                throw new IllegalStateException("client_secret=hidden-client-secret was refused");
            }
            return new AccessToken(tokens.getFirst(), "", "bearer", 600, "");
        }

        @Override
        public synchronized void refreshAccessDetails() {
            if (tokens.size() > 1) {
                tokens.removeFirst();
            }
        }
    }

    /** In the place of StandardProxyConfigurationService. */
    static final class GivenProxy extends AbstractControllerService implements ProxyConfigurationService {
        private final ProxyConfiguration configuration = new ProxyConfiguration();

        GivenProxy(final Proxy.Type type, final int port, final String user, final String password) {
            configuration.setProxyType(type);
            configuration.setProxyServerHost("127.0.0.1");
            configuration.setProxyServerPort(port);
            configuration.setProxyUserName(user);
            configuration.setProxyUserPassword(password);
        }

        @Override
        public ProxyConfiguration getConfiguration() {
            return configuration;
        }
    }
}
