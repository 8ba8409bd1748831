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
package io.shardflow.localstack.snowflake;

import io.shardflow.localstack.snowflake.session.StandIn;
import io.shardflow.localstack.snowflake.settings.CommandLine;
import io.shardflow.localstack.snowflake.settings.StandInConfig;
import io.shardflow.localstack.snowflake.wire.HttpFront;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.sql.SQLException;

/** The Snowflake stand-in: as a process of its own, or inside another one's tests. */
public final class SnowflakeStandIn implements AutoCloseable {
    private final StandIn standIn;
    private final HttpFront front;

    private SnowflakeStandIn(final StandIn standIn, final HttpFront front) {
        this.standIn = standIn;
        this.front = front;
    }

    /**
     * Starts a stand-in that listens on 127.0.0.1.
     *
     * @throws IllegalStateException when its database cannot be opened, for example because another stand-in uses the folder
     * @throws UncheckedIOException when the port or the folder cannot be used
     */
    public static SnowflakeStandIn start(final StandInConfig config) {
        // Without it every answer of the JDK's server waits for a delayed acknowledgement.
        System.setProperty("sun.net.httpserver.nodelay", "true");
        try {
            final StandIn standIn = new StandIn(config);
            return new SnowflakeStandIn(standIn, new HttpFront(standIn));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (SQLException e) {
            throw new IllegalStateException("The stand-in's database cannot be opened in " + config.dataFolder(), e);
        }
    }

    /** The port that it listens on. */
    public int port() {
        return front.port();
    }

    /** A JDBC URL for it, without user and password. */
    public String url() {
        return "jdbc:snowflake://http://127.0.0.1:" + port() + "/?account="
                + standIn.config().account() + "&db=" + standIn.config().database() + "&schema="
                + standIn.config().schema() + "&JDBC_QUERY_RESULT_FORMAT=JSON&disablePlatformDetection=true";
    }

    /** Stops listening, rolls back what is open, closes the database. The data folder stays. */
    @Override
    public void close() {
        standIn.hooks().releaseAll();
        front.close();
        standIn.close();
    }

    /** See {@link CommandLine}. */
    public static void main(final String[] args) throws InterruptedException {
        final StandInConfig config = CommandLine.parse(args);
        final SnowflakeStandIn standIn = start(config);
        Runtime.getRuntime().addShutdownHook(new Thread(standIn::close));
        System.out.println("SNOWFLAKE_STAND_IN_PORT=" + standIn.port());
        System.out.flush();
        Thread.currentThread().join();
    }
}
