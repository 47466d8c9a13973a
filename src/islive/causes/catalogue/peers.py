"""Whom the application talks to."""

from islive.causes.cause import Cause, around, sign

DATABASE = (
    "postgres | postgresql | mysql | mariadb | mongodb | mongo | redis | database | rds | 5432 | 3306 | "
    "27017 | 6379 | jdbc | "
    "psycopg2 | sqlalchemy | prisma | hikaripool | sequelize | typeorm | mssql | 1433 | oracle"
)

CAUSES = (
    Cause(
        label="app.database-tls-required",
        means="The database refuses connections that are not encrypted.",
        looks=(
            "In the log only: `no pg_hba.conf entry for host …, no encryption`, `Connections using insecure "
            "transport are prohibited`, `SSL connection is required`. RDS for PostgreSQL 15 and newer forces "
            "TLS by default."
        ),
        known_by="the database answered, and refused for want of encryption",
        unlike=("app.database-unreachable",),
        look=(
            "`aws rds describe-db-parameters --db-parameter-group-name NAME --query "
            "\"Parameters[?ParameterName=='rds.force_ssl' || ParameterName=='require_secure_transport']\"`"
        ),
        fix=(
            "Put `sslmode=require` (PostgreSQL), `ssl-mode=REQUIRED` (MySQL), `ssl: { rejectUnauthorized: "
            "true, ca }` (Node) into the connection, and the RDS bundle (global-bundle.pem) into the image."
        ),
        signs=(
            sign(
                9,
                "er_handshake ssl | server requested ssl | server requires ssl | "
                "ssl connection required | requires ssl | ssl is required | tls is required | "
                "secure transport required | ssl required",
            ),
            sign(
                9.5,
                "no pg_hba.conf entry | no encryption | ssl off | connections using insecure transport are "
                "prohibited | ssl connection is required | ssl tls required | require_secure_transport",
            ),
            sign(8.8, DATABASE, "ssl required | self signed certificate | sslmode | certificate verify failed"),
        ),
        sources=("docs.aws.amazon.com/AmazonRDS/latest/UserGuide/PostgreSQL.Concepts.General.SSL.html",),
    ),
    Cause(
        label="app.database-unreachable",
        means="The application gets no connection to its database.",
        looks=(
            "In the log only: `connection refused`, `ECONNREFUSED`, `Connection timed out`, `Communications "
            "link failure`, with the database's host or port (5432, 3306, 27017, 6379). Refused: nothing "
            "listens there; timed out: packets are dropped."
        ),
        known_by="the log names the database's host or port and ends in a refused or timed-out connection",
        unlike=(
            "app.database-tls-required",
            "app.dependency-incompatible",
            "network.nacl-blocking",
            "network.security-group-ingress",
        ),
        look=(
            "`islive SERVICE`: the task's log; `aws rds describe-db-instances --query "
            "'DBInstances[].[Endpoint,DBInstanceStatus,VpcSecurityGroups]'`"
        ),
        fix=(
            "Allow the database's port from the tasks' security group in the database's security group (`aws "
            "ec2 authorize-security-group-ingress --group-id DB --protocol tcp --port 5432 --source-group "
            "TASKS`), and correct the host name in the setting (localhost is the container itself)."
        ),
        signs=(
            sign(
                8.5,
                "databaseconnectionerror | connecting with your hostname | connection terminated unexpectedly | "
                "connection terminated due to connection timeout",
                unless="client closed | reconnected | reconnecting",
            ),
            sign(
                8.4,
                "ioredis | lettuce | jedis | pg-pool | knex | gorm | sqlx | ecto | pymysql | asyncpg | "
                "psycopg | pymongo | mongoose | mongodb | mysql2 | npgsql | dbeaver | database",
                "etimedout | econnrefused | econnreset | dial tcp | connection refused | connection timed out | "
                "i/o timeout | connection reset | closed the connection | queuepool",
                unless="pg_hba.conf | password authentication | ssl off | bare-host | docker | reconnecting | "
                "reconnected | re-established",
            ),
            sign(
                8.7,
                "noserveravailable | no primary server available | no suitable servers found | no mongod | "
                "connection pool exhausted | db not available | database not available | "
                "database is not available | cannot connect to the database",
            ),
            sign(
                8.7,
                "redisconnectionexception | redisconnectionfailureexception | jedisconnectionexception | "
                "mongotimeoutexception | mongosocketopenexception | mongosocketexception | dbconnectionerror | "
                "connectionnotestablished | giving up waiting for database | database is unavailable | "
                "unable to connect to postgres | unable to connect to redis | unable to connect to mysql | "
                "failed to connect to redis | failed to connect to postgres | failed to connect to mysql | "
                "could not connect to database | could not get a resource from the pool | "
                "connection is not available request timed out | sqlstate 08001 | sqlstate 08006 | "
                "timeout expired path 5432 | pg_isready | jdbcconnectionexception | getting jdbc connection | "
                "communicationsexception",
                unless="pg_hba.conf | password authentication",
            ),
            sign(
                8.2,
                "sqlstate | mysqli | pdoexception | doctrine | activerecord | knex | typeorm | gorm",
                "no route to host | network is unreachable | connection timed out | connection refused | "
                "operation timed out | no such host | php_network_getaddresses",
            ),
            sign(
                8.7,
                "blocked because of many connection errors | mysqladmin flush-hosts | too many connections | "
                "remaining connection slots are reserved | too many clients already | max_connections | "
                "server closed the connection unexpectedly | connection pool timed out | "
                "timed out fetching a new connection from the connection pool | the server is starting up | "
                "database system is starting up",
            ),
            sign(
                8.7,
                "cannotgetjdbcconnectionexception | failed to obtain jdbc connection | "
                "unable to obtain connection from database",
            ),
            sign(
                9,
                "host:rds",
                "enotfound | could not translate | unknownhostexception | no such host | timed out | "
                "econnrefused | etimedout | connection refused | i/o timeout",
            ),
            sign(8.7, "connection _handletimeouterror | etimedout connection"),
            sign(
                8.9,
                "econnrefused | connection refused | etimedout",
                "127.0.0.1 5432 | 127.0.0.1 3306 | 127.0.0.1 6379 | 127.0.0.1 27017 | localhost 5432 | "
                "localhost 3306 | localhost 6379 | localhost 27017",
            ),
            sign(
                8.7,
                "psqlexception | sqlnontransientconnectionexception | "
                "could not create connection to database server | was not found or was not accessible | "
                "the connection attempt failed | connection _handletimeouterror | "
                "sqlexception connection | pymysql err | mysql2 | protocolerror pg | "
                "error connecting to db | db connection failed | cannot reach the database | "
                "waiting for db | waiting for database | waiting for postgres | waiting for mysql",
                unless="pg_hba.conf | password authentication",
            ),
            sign(
                8.9,
                "dial tcp ip 5432 | dial tcp ip 3306 | dial tcp ip 6379 | dial tcp ip 27017 | "
                "dial tcp ip 1433 | connect econnrefused ip 5432 | connect econnrefused ip 3306 | "
                "connect econnrefused ip 6379 | connect econnrefused ip 27017 | "
                "connect etimedout ip 5432 | "
                "connect etimedout ip 3306 | connect etimedout ip 6379",
            ),
            sign(
                8.7,
                "mongoserverselectionerror | mongooseserverselectionerror | mongonetworkerror | "
                "sqlstate hy000 2002 | sqlstate 08006 | sqlstate 08001 | "
                "network-related or instance-specific error | poolinitializationexception | "
                "failed to initialize pool | connectionnotestablished | connectionbad | "
                "could not open jdbc connection | unable to acquire jdbc connection | "
                "can t connect to mysql server | can t connect to server on | "
                "unable to connect to the database | unable to connect to database | "
                "database connection failed | failed to connect to database | "
                "failed to connect to the database | could not connect to redis | redis connection to | "
                "knextimeouterror | sqltransientconnectionexception | cannotcreatetransactionexception | "
                "error connecting to the database | failed to establish a database connection | "
                "cannot connect to database",
            ),
            sign(
                8.8,
                DATABASE,
                "connection refused | timed out | timeout | could not connect | unable to connect | cannot "
                "connect | can t connect | econnrefused | etimedout | communications link failure | can t "
                "reach database server | connection to server",
                unless="docker | ssl off | pg_hba.conf | dockertimeouterror | cannotpullcontainererror",
            ),
            sign(
                8.6,
                "can t reach database server | communications link failure | could not connect to server | "
                "operationalerror | sequelizeconnectionerror | serverselectiontimeouterror",
            ),
        ),
        sources=("docs.aws.amazon.com/AmazonRDS/latest/UserGuide/CHAP_Troubleshooting.html",),
    ),
    Cause(
        label="app.peer-hostname-unresolvable",
        means="A container calls its neighbour by its compose or link name, which means nothing in awsvpc.",
        looks=(
            'In the log only: `host not found in upstream "api"`, `getaddrinfo ENOTFOUND db`, `could not '
            "translate host name`, `UnknownHostException: redis`: a name without a dot. In awsvpc mode "
            "(always on Fargate) containers of one task share localhost; `links` work only in bridge mode on "
            "EC2."
        ),
        known_by="the name that does not resolve has no dot: it is a compose or container name",
        unlike=("app.config-invalid", "health.elb-failing", "network.dns-failure"),
        look="the host names among `environment` of the task definition and in the proxy's configuration",
        fix=(
            "Use 127.0.0.1 and the port for a container of the same task; between services use a Service "
            "Connect alias or a Cloud Map name (`api.namespace.local`)."
        ),
        signs=(
            sign(
                9.3,
                "bare-host",
                "enotfound | eai_again | unknownhostexception | name or service not known | "
                "no such host | temporary failure in name resolution | could not resolve host | "
                "server misbehaving | name does not resolve | nodename nor servname provided",
                unless="lookup docker",
            ),
            sign(
                9.3,
                "host not found in upstream | getaddrinfo enotfound | could not translate host name | name "
                "or service not known | unknownhostexception | no such host | temporary failure in name "
                "resolution | name does not resolve",
                around(
                    "compose name | link name | container name | neighbour | sidecar | awsvpc | docker "
                    "compose | docker-compose"
                ),
            ),
            sign(8.8, "host not found in upstream"),
            sign(5.6, "could not translate host name | unknownhostexception", unless="amazonaws"),
        ),
        sources=(
            "docs.aws.amazon.com/AmazonECS/latest/developerguide/service-connect.html",
            "docs.aws.amazon.com/AmazonECS/latest/developerguide/fargate-task-networking.html",
        ),
    ),
)
