-- Shardflow on a Snowflake account: a role that loads, a role that reads, a warehouse, a schema, a user for NiFi, and the rights
-- that loading takes and no others.
--
-- Who runs it: a user with the roles USERADMIN, SYSADMIN and SECURITYADMIN; ACCOUNTADMIN has all of them. In a worksheet, from top
-- to bottom ("Run All"). It may be run again: what is there stays as it is. Behind "Only if" are parts that most do not need; take
-- the two dashes away from those that you do.
--
-- Before: the names below, and the public half of NiFi's key. Make the key where NiFi will read it,
--
--     openssl genrsa 2048 | openssl pkcs8 -topk8 -v2 aes-256-cbc -out shardflow_key.p8
--     openssl rsa -in shardflow_key.p8 -pubout | grep -v -e '-----' | tr -d '\n'
--
-- and put what the second line prints, one long line, in place of <public key>, further down. The file itself, from its BEGIN to its
-- END line, is the parameter "Snowflake Private Key", its password "Snowflake Private Key Password".

-- Names. Behind each: the parameter of the flow's parameter context that must have the same value.

SET loader_role    = 'SHARDFLOW_LOADER';                -- Snowflake Role
SET reader_role    = 'SHARDFLOW_READER';                -- none: for those who query the tables
SET loader_user    = 'SHARDFLOW';                       -- Snowflake Username
SET warehouse_name = 'SHARDFLOW_WH';                    -- Snowflake Warehouse
SET database_name  = 'SHARDFLOW';                       -- Snowflake Destination Database
SET schema_name    = $database_name || '.KINESIS';      -- behind the point: Snowflake Destination Schema

-- 1. Roles and user.

USE ROLE USERADMIN;

CREATE ROLE IF NOT EXISTS IDENTIFIER($loader_role);
CREATE ROLE IF NOT EXISTS IDENTIFIER($reader_role);

-- TYPE = SERVICE: no person, so no password, no second factor, and a key alone logs in. DEFAULT_SECONDARY_ROLES: without it a session
-- may also do what other roles of the user may, and would fail in other hours than it is tested in. Another key later: ALTER USER …
-- SET RSA_PUBLIC_KEY_2, change the parameters, then ALTER USER … UNSET RSA_PUBLIC_KEY.
CREATE USER IF NOT EXISTS IDENTIFIER($loader_user)
    TYPE = SERVICE
    RSA_PUBLIC_KEY = '<public key>'
    DEFAULT_ROLE = $loader_role
    DEFAULT_WAREHOUSE = $warehouse_name
    DEFAULT_SECONDARY_ROLES = ()
    COMMENT = 'NiFi loads Kinesis streams';

-- 2. Warehouse, database, schema.

USE ROLE SYSADMIN;

-- A load wakes the warehouse, which then runs for AUTO_SUSPEND seconds more and is paid for 60 seconds at least: a smaller number saves
-- next to nothing, a larger one costs. docs/batching.md has what a day costs.
CREATE WAREHOUSE IF NOT EXISTS IDENTIFIER($warehouse_name)
    WAREHOUSE_SIZE = XSMALL
    AUTO_SUSPEND = 60
    AUTO_RESUME = TRUE
    INITIALLY_SUSPENDED = TRUE
    COMMENT = 'Loads of Shardflow';

CREATE DATABASE IF NOT EXISTS IDENTIFIER($database_name);
CREATE SCHEMA IF NOT EXISTS IDENTIFIER($schema_name);

-- 3. What the roles may do.

USE ROLE SECURITYADMIN;

GRANT ROLE IDENTIFIER($loader_role) TO USER IDENTIFIER($loader_user);

-- So that administrators can do with the tables what their owner can. Nothing that is loaded needs it.
GRANT ROLE IDENTIFIER($loader_role) TO ROLE SYSADMIN;
GRANT ROLE IDENTIFIER($reader_role) TO ROLE SYSADMIN;

GRANT USAGE ON WAREHOUSE IDENTIFIER($warehouse_name) TO ROLE IDENTIFIER($loader_role);
GRANT USAGE ON DATABASE IDENTIFIER($database_name) TO ROLE IDENTIFIER($loader_role);
GRANT USAGE ON SCHEMA IDENTIFIER($schema_name) TO ROLE IDENTIFIER($loader_role);

-- For the table itself, the error table, and two small tables beside each of them, <table>_SHARDFLOW_GUARD and
-- <table>_SHARDFLOW_LEDGER (docs/exactly-once.md). The loading role owns what it makes, so it needs no right on them, may add columns,
-- and may do everything else with them. Temporary tables and stages, which loading uses, need no right of their own.
GRANT CREATE TABLE ON SCHEMA IDENTIFIER($schema_name) TO ROLE IDENTIFIER($loader_role);

-- Readers see what the loading role makes from now on. They bring a warehouse of their own.
GRANT USAGE ON DATABASE IDENTIFIER($database_name) TO ROLE IDENTIFIER($reader_role);
GRANT USAGE ON SCHEMA IDENTIFIER($schema_name) TO ROLE IDENTIFIER($reader_role);
GRANT SELECT ON FUTURE TABLES IN SCHEMA IDENTIFIER($schema_name) TO ROLE IDENTIFIER($reader_role);

-- Only if the table is there already and another role owns it.
--
-- SELECT and INSERT let records be loaded into the columns that it has. SELECT is for the rows that are recognised (EXACTLY_ONCE), and
-- for noticing that somebody altered the table. The two small tables still belong to the loading role.

-- SET existing_table = $schema_name || '.ORDERS';
-- GRANT SELECT, INSERT ON TABLE IDENTIFIER($existing_table) TO ROLE IDENTIFIER($loader_role);

-- Only if such a table shall also follow its records (Unknown Fields = Evolve): ALTER TABLE takes its ownership, and no lesser right
-- does. Who had rights on it keeps them; its former owner loses it, and the rights that went with it.

-- GRANT OWNERSHIP ON TABLE IDENTIFIER($existing_table) TO ROLE IDENTIFIER($loader_role) COPY CURRENT GRANTS;

-- Only if a second role loads into a table that the first one has made.
--
-- Use one role for all writers of a table if you can: whichever starts first owns the two small tables, and every other role then
-- needs rights on them. They must be given after the first start, and again whenever the two were dropped. CREATE TABLE is needed
-- although nothing is created, since CREATE TABLE IF NOT EXISTS is what each start begins with.

-- SET second_role = 'SHARDFLOW_LOADER_2';
-- SET first_table = $schema_name || '.ORDERS';
-- SET first_guard = $schema_name || '.ORDERS_SHARDFLOW_GUARD';
-- SET first_ledger = $schema_name || '.ORDERS_SHARDFLOW_LEDGER';
-- GRANT USAGE ON WAREHOUSE IDENTIFIER($warehouse_name) TO ROLE IDENTIFIER($second_role);
-- GRANT USAGE ON DATABASE IDENTIFIER($database_name) TO ROLE IDENTIFIER($second_role);
-- GRANT USAGE ON SCHEMA IDENTIFIER($schema_name) TO ROLE IDENTIFIER($second_role);
-- GRANT CREATE TABLE ON SCHEMA IDENTIFIER($schema_name) TO ROLE IDENTIFIER($second_role);
-- GRANT SELECT, INSERT ON TABLE IDENTIFIER($first_table) TO ROLE IDENTIFIER($second_role);
-- GRANT SELECT, UPDATE ON TABLE IDENTIFIER($first_guard) TO ROLE IDENTIFIER($second_role);
-- GRANT SELECT, INSERT, UPDATE, DELETE ON TABLE IDENTIFIER($first_ledger) TO ROLE IDENTIFIER($second_role);

-- Only if the credits shall have a limit. At 100 % the warehouse finishes its statements and is suspended; records then wait in NiFi,
-- and a bulletin says so (docs/troubleshooting.md).

-- USE ROLE ACCOUNTADMIN;
-- CREATE RESOURCE MONITOR IF NOT EXISTS SHARDFLOW_MONITOR WITH CREDIT_QUOTA = 30 FREQUENCY = MONTHLY START_TIMESTAMP = IMMEDIATELY
--     TRIGGERS ON 80 PERCENT DO NOTIFY ON 100 PERCENT DO SUSPEND;
-- ALTER WAREHOUSE IDENTIFIER($warehouse_name) SET RESOURCE_MONITOR = SHARDFLOW_MONITOR;

-- Only if the user may log in from NiFi's addresses alone. A network policy of the account, if there is one, must let them in, too.

-- USE ROLE SECURITYADMIN;
-- CREATE NETWORK POLICY IF NOT EXISTS SHARDFLOW_NIFI ALLOWED_IP_LIST = ('203.0.113.0/24');
-- ALTER USER IDENTIFIER($loader_user) SET NETWORK_POLICY = SHARDFLOW_NIFI;
