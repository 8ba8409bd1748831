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
package io.shardflow.systemtests;

import io.shardflow.localstack.Installation;
import io.shardflow.localstack.LocalStack;
import io.shardflow.localstack.Part;
import io.shardflow.localstack.connector.Connector;
import io.shardflow.localstack.connector.LocalParameters;
import io.shardflow.localstack.nifi.NifiClient;
import io.shardflow.localstack.nifi.NifiServer;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * One local stack for each JVM that runs tests, with the NAR and the flow in its NiFi: started by the first test class that
 * asks, ended with the JVM's last test. Where several JVMs share the classes, Failsafe asks for one after the other, so it
 * belongs to the launcher's session. Its logs stay in target/jvm-N/stack-logs.
 */
final class Shardflow implements BeforeAllCallback {

    private static LocalStack stack;
    private static NifiClient nifi;
    private static Connector connector;
    private static boolean probesInstalled;

    @Override
    public void beforeAll(final ExtensionContext context) {
        context.getStore(ExtensionContext.StoreScope.LAUNCHER_SESSION, ExtensionContext.Namespace.GLOBAL)
                .getOrComputeIfAbsent(Shardflow.class.getName(), key -> start());
    }

    private static AutoCloseable start() {
        final Path logs = folder().resolve("stack-logs");
        stack = LocalStack.builder()
                .nifi(new NifiServer.Options(NifiServer.Options.SHORT_LIVED_JVM_OPTIONS, List.of()))
                .logsIn(logs)
                .progress(System.out::println)
                .start();
        nifi = stack.nifiClient();
        nifi.nars().upload(Installation.nar());
        connector = Connector.upload(nifi);
        connector.set(LocalParameters.ofStack(stack));
        return () -> {
            try {
                new Leaks(stack, nifi, logs).assertNone();
            } finally {
                nifi.close();
                stack.close();
            }
        };
    }

    /** Where the tests of this JVM put what they write; it need not be there yet. */
    static Path folder() {
        return Path.of(System.getProperty("shardflow.test.folder", "target"));
    }

    static LocalStack stack() {
        return stack;
    }

    static NifiClient nifi() {
        return nifi;
    }

    static Connector connector() {
        return connector;
    }

    /** Puts the probes beside the connector, once. */
    static synchronized void installProbes() throws IOException {
        if (!probesInstalled) {
            nifi.nars().upload(ProbeNar.write());
            probesInstalled = true;
        }
    }

    /** Starts NiFi again after it was killed: the flow runs on by itself, as it did before. */
    static void restartNifi() {
        stack.service(Part.NIFI).start();
    }
}
