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
package io.shardflow.localstack.dynamodb.server;

import com.amazonaws.services.dynamodbv2.local.main.ServerRunner;
import com.amazonaws.services.dynamodbv2.local.server.DynamoDBProxyServer;
import java.lang.reflect.Field;
import java.util.ArrayList;
import java.util.List;
import org.eclipse.jetty.server.Connector;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;

/**
 * Runs DynamoDB Local without telemetry, on 127.0.0.1 only. The product listens on every address and has no setting for it, so
 * the host is set on the Jetty server inside it before that starts; a version of which this is not possible ends with an exception.
 */
public final class LoopbackDynamoDb {

    private LoopbackDynamoDb() {}

    /**
     * @param args the port, 1 to 65535, and the folder that has the tables, which outlive the process; in memory without
     */
    public static void main(final String[] args) throws Exception {
        final List<String> options = new ArrayList<>(List.of("-sharedDb", "-disableTelemetry", "-port", args[0]));
        options.addAll(args.length > 1 ? List.of("-dbPath", args[1]) : List.of("-inMemory"));
        final DynamoDBProxyServer proxy = ServerRunner.createServerFromCommandLineArgs(options.toArray(String[]::new));
        final Field field = DynamoDBProxyServer.class.getDeclaredField("server");
        field.setAccessible(true);
        final Server server = (Server) field.get(proxy);
        for (final Connector connector : server.getConnectors()) {
            ((ServerConnector) connector).setHost("127.0.0.1");
        }
        proxy.start();
        proxy.join();
    }
}
