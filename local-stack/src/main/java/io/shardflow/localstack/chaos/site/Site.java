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
package io.shardflow.localstack.chaos.site;

import io.shardflow.localstack.LocalStack;
import io.shardflow.localstack.Part;
import io.shardflow.localstack.aws.LocalAws;
import io.shardflow.localstack.chaos.plan.Backend;
import io.shardflow.localstack.chaos.plan.Plan;
import io.shardflow.localstack.connector.LocalParameters;
import io.shardflow.localstack.dynamodb.DynamoDbLocal;
import io.shardflow.localstack.kinesis.KinesisMock;
import io.shardflow.localstack.process.Service;
import io.shardflow.localstack.snowflake.StandInControl;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.kinesis.KinesisClient;
import software.amazon.awssdk.services.kinesis.model.Shard;

/**
 * Where a chaos run happens: the services of the local stack, one or two NiFis with the connector, all of one application name and
 * one table, and a producer.
 *
 * <p>Threads: used by several; what they use at a time differs.
 */
public final class Site implements AutoCloseable {

    public static final String STREAM = "orders";
    public static final String TABLE = "ORDERS";
    public static final String ERROR_TABLE = TABLE + "_ERRORS";

    /** Column of the table that numbers the rows in the order of their landing. */
    public static final String LANDING = "LANDING";

    /** Column of the table that has the time of the statement that brought the row. */
    public static final String LANDED_AT = "LANDED_AT";

    /** Beginning of the names of columns that are added on the way; a number follows. */
    public static final String ADDED = "ADDED_";

    /** Beginning of the names of columns that the connector adds for fields that the orders get on the way; a number follows. */
    public static final String GROWN = GrowingOrders.FIELD.toUpperCase(Locale.ROOT);

    public static final String APPLICATION_PARAMETER = "AWS Kinesis Application Name";

    private static final int PER_SECOND = 60;

    /**
     * In Snowflake it is five minutes. Long enough for a writer that stood still to find its transaction open when another one has
     * taken its shards over and waits for its locks, and shorter than the longest freeze.
     */
    private static final Duration ABANDONED_AFTER = Duration.ofSeconds(30);

    private final LocalStack stack;
    private final StatementJournal journal;
    private final KinesisClient kinesis;
    private final DynamoDbClient dynamoDb;
    private final StandInControl standIn;
    private final Worksheet worksheet;
    private final List<Node> nodes;
    private Load load;

    private Site(final LocalStack stack, final int nodes, final Path nar, final StatementJournal journal) {
        this.stack = stack;
        this.journal = journal;
        kinesis = stack.kinesisClient();
        dynamoDb = stack.dynamoDbClient();
        standIn = new StandInControl(stack.endpoint(Part.SNOWFLAKE));
        worksheet = new Worksheet(stack.endpoint(Part.SNOWFLAKE));
        this.nodes = IntStream.range(0, nodes)
                .mapToObj(number -> new Node(stack, number, nar, journal))
                .toList();
    }

    /**
     * Starts everything.
     *
     * @param nodes NiFis, 1 or 2
     * @param logs folder of all logs, which stays
     * @param progress takes a line about each part that is ready
     */
    public static Site start(
            final int nodes, final String application, final Path nar, final Path logs, final Consumer<String> progress)
            throws IOException, SQLException {
        final LocalStack stack = LocalStack.builder()
                .with(Part.KINESIS, Part.DYNAMODB, Part.SNOWFLAKE)
                .kinesis(KinesisMock.Streams.KEPT_AT_STOP)
                .dynamoDb(DynamoDbLocal.Tables.ON_DISK)
                .logsIn(logs)
                .progress(progress)
                .start();
        Site site = null;
        try {
            site = new Site(stack, nodes, nar, new StatementJournal(logs.resolve("statements.log")));
            site.begin(application, progress);
            return site;
        } catch (final RuntimeException | IOException | SQLException e) {
            if (site == null) {
                stack.close();
            } else {
                site.close();
            }
            throw e;
        }
    }

    /**
     * Lets Snowflake answer in the way that is worst for the load protocol where no document says how it does, and leave the
     * transactions of silent clients their locks. To be said again when it was started again.
     */
    public void assumeTheWorst() {
        standIn.waitedUpdateKeepsSnapshot(true);
        standIn.abandonedAfter(ABANDONED_AFTER);
    }

    private void begin(final String application, final Consumer<String> progress) throws SQLException {
        assumeTheWorst();
        LocalAws.createStream(kinesis, STREAM, Plan.FIRST_SHARDS);
        // The table is the connector's in all but two columns, which it leaves to their defaults.
        worksheet.run("CREATE TABLE " + TABLE + " (KINESISMETADATA VARIANT, " + LANDING
                + " NUMBER(38,0) AUTOINCREMENT, " + LANDED_AT + " TIMESTAMP_LTZ DEFAULT CURRENT_TIMESTAMP())");
        for (final Node node : nodes) {
            node.start(stack, LocalParameters.ofJob(STREAM, application, TABLE));
            progress.accept(node.process().name() + " runs the connector");
        }
        load = new Load(kinesis, STREAM, PER_SECOND);
    }

    public List<Node> nodes() {
        return nodes;
    }

    public Load load() {
        return load;
    }

    public Worksheet worksheet() {
        return worksheet;
    }

    public StatementJournal journal() {
        return journal;
    }

    public KinesisClient kinesis() {
        return kinesis;
    }

    /** Ids of the shards that take records. */
    public Set<String> openShards() {
        return LocalAws.openShards(kinesis, STREAM).stream().map(Shard::shardId).collect(Collectors.toSet());
    }

    public DynamoDbClient dynamoDb() {
        return dynamoDb;
    }

    /** Sets Snowflake's clock so far before this machine's. */
    public void clockAhead(final Duration time) {
        standIn.clockAhead(time);
        journal.clockAhead(time);
    }

    /**
     * To be called while nothing is meant to be down.
     *
     * @throws RuntimeException if a part has ended by itself, or the producer
     */
    public void check() {
        final List<Service> parts = new ArrayList<>();
        List.of(Backend.values()).forEach(each -> parts.add(process(each)));
        nodes.forEach(node -> parts.add(node.process()));
        for (final Service part : parts) {
            if (!part.isAlive()) {
                throw part.failure("has ended by itself");
            }
        }
        load.check();
    }

    /** The process of a service. */
    public Service process(final Backend backend) {
        return stack.service(
                switch (backend) {
                    case KINESIS -> Part.KINESIS;
                    case DYNAMODB -> Part.DYNAMODB;
                    case SNOWFLAKE -> Part.SNOWFLAKE;
                });
    }

    /** What the connectors said in the last five minutes. */
    public List<String> bulletins() {
        final List<String> all = new ArrayList<>();
        for (final Node node : nodes) {
            node.bulletins().forEach(text -> all.add(node.process().name() + " " + text));
        }
        return all;
    }

    @Override
    public void close() {
        nodes.forEach(Node::close);
        worksheet.close();
        standIn.close();
        kinesis.close();
        dynamoDb.close();
        stack.close();
        journal.close();
    }
}
