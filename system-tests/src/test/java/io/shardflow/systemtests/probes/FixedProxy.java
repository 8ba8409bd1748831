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
package io.shardflow.systemtests.probes;

import java.net.Proxy;
import java.util.List;
import org.apache.nifi.annotation.documentation.CapabilityDescription;
import org.apache.nifi.annotation.lifecycle.OnEnabled;
import org.apache.nifi.components.PropertyDescriptor;
import org.apache.nifi.components.Validator;
import org.apache.nifi.controller.AbstractControllerService;
import org.apache.nifi.controller.ConfigurationContext;
import org.apache.nifi.proxy.ProxyConfiguration;
import org.apache.nifi.proxy.ProxyConfigurationService;

/** A proxy on this machine, with the login nifi and nifi-password. */
@CapabilityDescription("For tests: a proxy on this machine.")
public class FixedProxy extends AbstractControllerService implements ProxyConfigurationService {

    private static final PropertyDescriptor TYPE = property("Type");
    private static final PropertyDescriptor PORT = property("Port");

    private volatile Proxy.Type type;
    private volatile int port;

    private static PropertyDescriptor property(final String name) {
        return new PropertyDescriptor.Builder()
                .name(name)
                .required(true)
                .addValidator(Validator.VALID)
                .build();
    }

    @Override
    protected List<PropertyDescriptor> getSupportedPropertyDescriptors() {
        return List.of(TYPE, PORT);
    }

    @OnEnabled
    public void enable(final ConfigurationContext context) {
        type = Proxy.Type.valueOf(context.getProperty(TYPE).getValue());
        port = context.getProperty(PORT).asInteger();
    }

    @Override
    public ProxyConfiguration getConfiguration() {
        final ProxyConfiguration proxy = new ProxyConfiguration();
        proxy.setProxyType(type);
        proxy.setProxyServerHost("127.0.0.1");
        proxy.setProxyServerPort(port);
        proxy.setProxyUserName("nifi");
        proxy.setProxyUserPassword("nifi-password");
        return proxy;
    }
}
