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
package io.shardflow.localstack.demo;

import io.shardflow.localstack.aws.LocalAws;
import io.shardflow.localstack.connector.Connector;
import io.shardflow.localstack.nifi.NifiClient;
import io.shardflow.localstack.snowflake.LocalAccount;
import io.shardflow.localstack.workload.OrderTable;
import java.io.IOException;
import java.io.PrintStream;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.ResourceNotFoundException;

/**
 * A reset of the demo that runs, done as an operator does it, and what it does to the rows of the table: before, meanwhile
 * and after.
 *
 * <p>Threads: used by one.
 */
public final class Reset implements AutoCloseable {

    private static final String APPLICATION = "AWS Kinesis Application Name";
    private static final String POSITION = "AWS Kinesis Initial Stream Position";
    private static final String GUARANTEE = "Delivery Guarantee";
    private static final String TABLE = "Snowflake Destination Table";
    private static final Pattern NUMBERED = Pattern.compile("(.*)-([0-9]{1,6})");

    private static final Duration REFRESH = Duration.ofSeconds(1);

    /** How long nothing may be read again before the reset counts as failed. */
    private static final Duration PATIENCE = Duration.ofSeconds(120);

    private static final Duration DELETION = Duration.ofSeconds(60);

    private final NifiClient nifi;
    private final Connector connector;
    private final DynamoDbClient dynamoDb;
    private final Connection connection;
    private final OrderTable table;
    private final String application;
    private final PrintStream out;
    private final boolean inPlace;

    private Reset(final RunningDemo.Addresses demo, final PrintStream out, final boolean inPlace) throws SQLException {
        nifi = new NifiClient(demo.nifi());
        connector = Connector.attach(nifi, demo.group());
        dynamoDb = LocalAws.dynamoDb(demo.dynamoDb());
        connection = LocalAccount.connect(demo.snowflake());
        final Map<String, String> parameters = connector.parameters();
        table = new OrderTable(connection, parameters.get(TABLE));
        application = parameters.get(APPLICATION);
        this.out = out;
        this.inPlace = inPlace;
    }

    /** @param inPlace whether the line that changes may be written over */
    public static Reset of(final RunningDemo running, final PrintStream out, final boolean inPlace)
            throws IOException, SQLException {
        return new Reset(running.find(), out, inPlace);
    }

    /** How the application is made to forget. */
    public enum Way {
        NAME,
        TABLE;

        /** Reads the command's argument. */
        public static Optional<Way> of(final String argument) {
            return switch (argument) {
                case "name" -> Optional.of(NAME);
                case "table" -> Optional.of(TABLE);
                default -> Optional.empty();
            };
        }
    }

    /**
     * What the rows did.
     *
     * @param before rows when the connector was stopped
     * @param recognised rows that were read again and found in the table
     * @param after rows when all that was there before had been read again
     * @param doubled rows beyond the first of a record
     */
    public record Result(long before, long recognised, long after, long doubled) {

        /** Whether all was read again and nothing came twice. */
        public boolean isExact() {
            return recognised >= before && doubled == 0;
        }
    }

    /** Resets, and returns when everything that was in the table has been read again; says on the way what happens. */
    public Result run(final Way way) throws SQLException {
        refuseOtherSettings();
        out.printf(
                Locale.ROOT, "before  %,d rows; application and state table are \"%s\"%n", table.count(), application);
        connector.stop();
        final long before = table.count();
        final long recognisedBefore = recognised();
        if (before == 0) {
            connector.start();
            throw new IllegalStateException("nothing has landed yet; wait until there are rows, then reset");
        }
        out.printf(Locale.ROOT, "        flow stopped with %,d rows in the table%n", before);
        final String leftOver =
                switch (way) {
                    case NAME -> rename();
                    case TABLE -> delete();
                };
        connector.start();
        out.println("        flow started");
        final long recognised = awaitReadAgain(before, recognisedBefore);
        final long after = table.count();
        final Result result = new Result(before, recognised, after, table.doubled());
        out.printf(
                Locale.ROOT,
                "after   %,d rows: the %,d from before were read again and recognised, %,d new ones have landed, %,d are doubled%n",
                after,
                before,
                after - before,
                result.doubled());
        out.println("        reset by " + way.name().toLowerCase(Locale.ROOT) + ": " + leftOver);
        return result;
    }

    private void refuseOtherSettings() {
        final Map<String, String> parameters = connector.parameters();
        if (!"TRIM_HORIZON".equals(parameters.get(POSITION)) || !"EXACTLY_ONCE".equals(parameters.get(GUARANTEE))) {
            throw new IllegalStateException(
                    "the reset is shown with TRIM_HORIZON and EXACTLY_ONCE; set the parameters '" + POSITION + "' and '"
                            + GUARANTEE + "' of the flow back");
        }
    }

    private String rename() {
        final Matcher numbered = NUMBERED.matcher(application);
        final String other = numbered.matches()
                ? numbered.group(1) + '-' + (Integer.parseInt(numbered.group(2)) + 1)
                : application + "-2";
        connector.set(Map.of(APPLICATION, other));
        out.printf("        parameter \"%s\" is now \"%s\"%n", APPLICATION, other);
        return "the new state is in table \"%s\"; the old table \"%s\" is still there, untouched"
                .formatted(other, application);
    }

    private String delete() {
        try {
            dynamoDb.deleteTable(request -> request.tableName(application));
        } catch (final ResourceNotFoundException e) {
            out.println("        the table was gone already, as after a reset that was interrupted");
        }
        final long deadline = System.nanoTime() + DELETION.toNanos();
        while (dynamoDb.listTablesPaginator().tableNames().stream().anyMatch(application::equals)) {
            if (System.nanoTime() - deadline > 0) {
                throw new IllegalStateException("the table " + application + " is still there");
            }
            LockSupport.parkNanos(REFRESH.toNanos() / 10);
        }
        out.printf("        DynamoDB table \"%s\" deleted%n", application);
        return "the state table \"%s\" was made again".formatted(application);
    }

    private long awaitReadAgain(final long before, final long recognisedBefore) throws SQLException {
        long last = -1;
        long lastProgress = System.nanoTime();
        while (true) {
            final long rows = table.count();
            final long recognised = recognised() - recognisedBefore;
            show(rows, recognised, before);
            if (recognised >= before) {
                end();
                return recognised;
            }
            if (rows + recognised != last) {
                last = rows + recognised;
                lastProgress = System.nanoTime();
            } else if (System.nanoTime() - lastProgress > PATIENCE.toNanos()) {
                end();
                throw new IllegalStateException("nothing has been read for " + PATIENCE.toSeconds()
                        + " s; look at the canvas and at target/demo-logs");
            }
            LockSupport.parkNanos(REFRESH.toNanos());
        }
    }

    private void show(final long rows, final long recognised, final long before) {
        final String line = String.format(
                Locale.ROOT, "during  %,d rows; %,d of %,d read again and recognised", rows, recognised, before);
        if (inPlace) {
            out.print("\r" + line + "  ");
            out.flush();
        } else {
            out.println(line);
        }
    }

    private void end() {
        if (inPlace) {
            out.println();
        }
    }

    private long recognised() {
        return connector.counter(Connector.SINK, "Rows Recognised");
    }

    @Override
    public void close() throws SQLException {
        connection.close();
        dynamoDb.close();
        nifi.close();
    }
}
