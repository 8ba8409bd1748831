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
package io.shardflow.localstack.connector;

import io.shardflow.localstack.LocalStack;
import io.shardflow.localstack.Part;
import io.shardflow.localstack.aws.LocalAws;
import io.shardflow.localstack.snowflake.LocalAccount;
import java.net.URI;
import java.util.HashMap;
import java.util.Map;

/** The connector's parameters for the local stack, by the names of the parameter context. */
public final class LocalParameters {

    private LocalParameters() {}

    /** Where everything is, who logs in, and that nothing waits. To be set while the connection pool is disabled. */
    public static Map<String, String> ofStack(final LocalStack stack) {
        return ofStack(stack, stack.endpoint(Part.KINESIS));
    }

    /** The same with another Kinesis, so that the stack needs none. */
    public static Map<String, String> ofStack(final LocalStack stack, final URI kinesis) {
        final Map<String, String> parameters = new HashMap<>();
        parameters.put("AWS Kinesis Region", LocalAws.REGION.id());
        parameters.put("AWS Authentication Strategy", "ACCESS_KEY");
        parameters.put("AWS Access Key ID", LocalAws.ACCESS_KEY);
        parameters.put("AWS Secret Access Key", LocalAws.SECRET_KEY);
        parameters.put("AWS Kinesis Endpoint Override", kinesis.toString());
        parameters.put(
                "AWS DynamoDB Endpoint Override", stack.endpoint(Part.DYNAMODB).toString());
        parameters.put("Snowflake Account URL", stack.endpoint(Part.SNOWFLAKE) + "/?account=" + LocalAccount.ACCOUNT);
        parameters.put("Snowflake Username", LocalAccount.USER);
        parameters.put("Snowflake Private Key", stack.account().privateKeyPem());
        parameters.put("Snowflake Role", LocalAccount.ROLE);
        parameters.put("Snowflake Warehouse", LocalAccount.WAREHOUSE);
        parameters.put("Snowflake Destination Database", LocalAccount.DATABASE);
        parameters.put("Snowflake Destination Schema", LocalAccount.SCHEMA);
        // A stand-in has no warehouse to be spared, and who watches a demo wants to see the rows.
        parameters.put("Maximum Batch Age", "0 sec");
        return parameters;
    }

    /** What is read, as whom, and where it lands. */
    public static Map<String, String> ofJob(final String stream, final String application, final String table) {
        return Map.of(
                "AWS Kinesis Stream Name", stream,
                "AWS Kinesis Application Name", application,
                "Snowflake Destination Table", table);
    }
}
